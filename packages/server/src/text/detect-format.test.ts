import { describe, expect, it } from 'vitest';
import { AppError } from '../domain/errors.ts';
import { admitFile, detectFormat } from './detect-format.ts';

const bytes = (latin: string): Uint8Array => Buffer.from(latin, 'latin1');

describe('detectFormat', () => {
  it.each([
    ['guide.md', '# Hello', 'markdown'],
    ['GUIDE.MD', '# Hello', 'markdown'],
    ['page.html', '<p>x', 'html'],
    ['rows.tsv', 'a\tb', 'csv'],
    ['notes', 'plain words', 'text'],
    ['paper.docx', '%PDF-1.7\nx', 'pdf'],
    ['late.pdf', '\n\n%PDF-1.7', 'pdf'],
    ['words.pdf', 'CHAPTER I\n\nPlain words.', 'text'],
    ['about.md', 'A PDF begins with %PDF-1.7.', 'markdown'],
    ['pk.md', 'PKI is short for public key infrastructure.', 'markdown'],
    ['letter.docx', 'PK\x03\x04', 'zip'],
    ['old.docx', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'ole'],
    ['wide.txt', 'h\0e\0l\0l\0o\0 \0', 'text'],
  ])('takes %s for what it is', (name, content, format) => {
    expect(detectFormat(name, bytes(content))).toBe(format);
  });

  it.each([
    ['photo.md', '\x89PNG\r\n\x1a\n\0\0', 'PNG picture'],
    ['photo.jpg', '\xff\xd8\xff\xe0\0\x10JFIF', 'JPEG picture'],
    ['letter.rtf', '{\\rtf1', 'RTF'],
    ['data.json', '{}', '.json'],
    ['noise.txt', '\x01\x02\x03\0\x05\x06\xfe', 'binary data'],
    ['program', '\x7fELF\x02\x01\x01\0', 'program'],
  ])('refuses %s with what can be read', (name, content, reason) => {
    const refuse = (): unknown => detectFormat(name, bytes(content));
    expect(refuse).toThrow(AppError);
    expect(refuse).toThrow(reason);
    expect(refuse).toThrow('Readable formats: Markdown, plain text, HTML, PDF, Word (.docx) and CSV.');
  });
});

describe('admitFile', () => {
  it('lets containers through only when they call themselves Word documents', () => {
    expect(admitFile('a.docx', bytes('PK\x03\x04'))).toMatch(/wordprocessingml/);
    expect(() => admitFile('a.xlsx', bytes('PK\x03\x04'))).toThrow('.xlsx');
    expect(() => admitFile('a.doc', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'))).toThrow('.doc');
  });

  it('names the media type of a file', () => {
    expect(admitFile('a.md', bytes('x'))).toBe('text/markdown');
    expect(admitFile('a.txt', bytes('%PDF-1.4'))).toBe('application/pdf');
  });
});
