import { decimal, digits, megabytes } from './format.ts';

/** The words of the settings. */
export const settings = {
  title: 'Settings',
  saved: 'Saved',
  save: 'Save',
  profile: {
    title: 'Profile',
    email: 'E-mail',
    nickname: 'Name',
    noEmail: 'No e-mail: this account has not been claimed yet.',
  },
  password: {
    title: 'Password',
    current: 'Present password',
    next: 'New password',
    again: 'New password, once more',
    hint: 'At least 8 characters. All other sessions of your account end.',
    differs: 'This is not the same as above.',
    change: 'Change password',
    changed: 'The password is changed. Other sessions have ended.',
  },
  appearance: {
    title: 'Appearance',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    textSize: 'Text size',
    textSizes: { normal: 'Normal', large: 'Large', larger: 'Larger' },
    kept: 'Kept in this browser.',
  },
  models: {
    title: 'Models',
    intro: 'What answers questions, and what makes documents findable.',
    kinds: { chat: 'Answers', embedding: 'Search', rerank: 'Ranking' },
    inUse: 'In use',
    check: 'Test',
    checking: 'Testing',
    checkOf: (name: string) => `Test ${name}`,
    works: (milliseconds: number) =>
      milliseconds < 995
        ? `It answered after ${digits(milliseconds)} ms.`
        : `It answered after ${decimal(milliseconds / 1000)} s.`,
    steps: {
      connection: 'Connection',
      key: 'Key',
      model: 'Model',
      answer: 'First words',
    },
    stepStates: { done: 'done', failed: 'failed', open: 'not tried' },
    connect: 'Connect a model',
    connectIntro:
      'Models are set where the server is started, so that keys never pass through a browser. Stop Colloquy, then start it with these variables; any server that speaks the OpenAI format will do, also a local one.',
    connectLocal: 'A local model (Ollama, LM Studio, llama.cpp, vLLM)',
    connectHosted: 'A hosted provider',
    connectAfter:
      'After the start, come back here and test it. `npm run colloquy doctor` tests it in the terminal.',
    copyCommand: 'Copy the command',
  },
  data: {
    title: 'Data',
    folder:
      'Everything is kept in this folder on the machine of the server. Copy it while the server is stopped to make a backup.',
    bases: 'Bases',
    documents: 'Documents',
    ready: (value: number, failed: number, working: number) =>
      [
        `${digits(value)} ready`,
        ...(working > 0 ? [`${digits(working)} in progress`] : []),
        ...(failed > 0 ? [`${digits(failed)} failed`] : []),
      ].join(', '),
    passages: 'Passages',
    originals: 'Original files',
    largest: 'Largest file accepted',
    limit: megabytes,
  },
  keyboard: { title: 'Keyboard' },
  about: {
    title: 'About',
    version: 'Version',
    licence: 'Licence',
    licenceName: 'Apache 2.0',
    statement: 'Nothing leaves the machine of the server unless a model at another place is connected.',
  },
};
