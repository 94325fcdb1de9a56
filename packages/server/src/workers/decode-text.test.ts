import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText, detectEncoding } from './decode-text.ts';

const TEXTS = {
  german: 'Die Straße führt über den Fluß. Ärger gibt es dort für Fußgänger nicht, nur größere Pfützen.',
  chinese:
    '网络是信息传输、接收、共享的虚拟平台，通过它把各个点、面、体的信息联系到一起，从而实现这些资源的共享。',
  traditional:
    '網路是資訊傳輸、接收、共享的虛擬平臺，通過它把各個點、面、體的資訊聯繫到一起，從而實現這些資源的共享。',
  japanese:
    'これは日本語の文章です。文字コードを調べるために書かれています。カタカナとひらがなと漢字があります。',
  russian: 'Это простой текст на русском языке, который нужен для проверки кодировки файла.',
  korean: '이것은 한국어 문장입니다. 파일의 문자 인코딩을 알아내기 위해 쓰였습니다.',
};

describe('decodeText', () => {
  it.each([
    ['utf-8', TEXTS.german],
    ['windows-1252', TEXTS.german],
    ['utf-16le', TEXTS.german],
    ['utf-16be', TEXTS.german],
    ['gb18030', TEXTS.chinese],
    ['big5', TEXTS.traditional],
    ['shift_jis', TEXTS.japanese],
    ['euc-jp', TEXTS.japanese],
    ['windows-1251', TEXTS.russian],
    ['koi8-r', TEXTS.russian],
    ['euc-kr', TEXTS.korean],
  ])('reads %s without a mark', (encoding, text) => {
    expect(decodeText(iconv.encode(text, encoding)).text).toBe(text);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('drops the mark of %s', (encoding) => {
    expect(decodeText(iconv.encode('Größe', encoding, { addBOM: true })).text).toBe('Größe');
  });

  it('believes what a file declares when the bytes agree, and UTF-8 before it', () => {
    expect(detectEncoding(iconv.encode('Größe', 'windows-1252'), 'iso-8859-15')).toBe('iso-8859-15');
    expect(detectEncoding(Buffer.from('Größe'), 'big5')).toBe('utf-8');
  });

  it('takes UTF-8 with a broken place for UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(TEXTS.chinese),
      Buffer.from([0xe7, 0xbd]),
      Buffer.from(TEXTS.chinese),
    ]);
    expect(decodeText(bytes).text).toContain('网络是信息传输');
  });

  it('makes one kind of line end, and drops zeros', () => {
    expect(decodeText(Buffer.from('a\r\nb\rc\0d')).text).toBe('a\nb\ncd');
  });
});
