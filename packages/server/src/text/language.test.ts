import { describe, expect, it } from 'vitest';
import { analyze } from './tokenize.ts';

describe('detectLanguage', () => {
  it.each([
    ['How many points did the Panthers defense surrender?', 'english'],
    ['Wie viele Punkte gab die Verteidigung der Panthers ab?', 'german'],
    ['Combien de jours de congé puis-je reporter ?', 'french'],
    ['Quel est le nom du premier président ?', 'french'],
    ['¿Cuántos puntos cedió la defensa de los Panthers?', 'spanish'],
    ['Quantos dias de férias eu tenho no ano?', 'portuguese'],
    ['Quanti giorni di ferie ho nel primo anno?', 'italian'],
    ['Hoeveel vakantiedagen heb ik in het eerste jaar?', 'dutch'],
    ['Hur många semesterdagar har jag första året?', 'swedish'],
    ['Hvor mange feriedager har jeg og hva skjer etterpå?', 'norwegian'],
    ['Hvornår blev foreningen stiftet, og hvem blev dens formand?', 'danish'],
    ['Kuinka monta lomapäivää minulla on ja milloin ne ovat?', 'finnish'],
    ['Hány nap szabadság jár, és mikor lehet kivenni az első évben?', 'hungarian'],
    ['Câte zile de concediu am și când pot fi luate în primul an?', 'romanian'],
    ['İlk yıl için kaç gün izin var ve nasıl alınır?', 'turkish'],
    ['Quants dies de vacances tinc i com es demanen amb els altres?', 'catalan'],
    ['Do cholesterol drugs cause any pain?', 'english'],
    ['Los Alamos, Los Angeles, Los Gatos and Los Feliz in the State of California', 'english'],
    ['Tôi có bao nhiêu ngày nghỉ phép?', 'vietnamese'],
    ['Tên của lâu đài Norman là gì?', 'vietnamese'],
  ])('%j is %s', (text, language) => expect(analyze(text)).toMatchObject({ language, certain: true }));

  it.each([
    'annual leave',
    'Urlaubstage Angestellte',
    'dien thoai di dong',
    'Hon. Ann Lee. Hon. Tim Cho. Hon. Bo Ray.',
    'AB-1234/5',
    '北京',
    '',
  ])('only guesses at %j', (text) => expect(analyze(text).certain).toBe(false));
});
