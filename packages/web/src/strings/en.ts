import { evidence } from './en/evidence.ts';
import { count, decimal, digits, size, when } from './en/format.ts';
import { library } from './en/library.ts';
import { settings } from './en/settings.ts';

/**
 * Every word of the page in English. Another language is one more file beside this one that exports `catalogue`
 * (see strings.ts); the compiler names what it lacks.
 */
export const catalogue = {
  language: 'en',
  product: 'Colloquy',
  size,
  when,
  number: digits,
  duration: (milliseconds: number) =>
    milliseconds < 995 ? `${digits(milliseconds)} ms` : `${decimal(milliseconds / 1000)} s`,
  milliseconds: (value: number) => `${decimal(value)} ms`,
  percent: (share: number) => `${Math.round(share * 100)}%`,

  common: {
    cancel: 'Cancel',
    close: 'Close',
    delete: 'Delete',
    retry: 'Try again',
    rename: 'Rename',
    dismiss: 'Dismiss',
    copy: 'Copy',
    copied: 'Copied',
    loading: 'Loading',
    more: 'More actions',
    unknownProblem: 'Something went wrong in the page. Reload it; what was sent is kept by the server.',
  },

  shell: {
    skip: 'Skip to content',
    navigation: 'Conversations and library',
    newConversation: 'New conversation',
    library: 'Library',
    conversations: 'Conversations',
    search: 'Search conversations',
    noneFound: 'No conversation has this in its name.',
    ages: { today: 'Today', yesterday: 'Yesterday', week: 'Last 7 days' },
    month: (time: number) => new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' }).format(time),
    noConversations: 'Your conversations will be listed here.',
    openRail: 'Show the list of conversations',
    closeRail: 'Hide the list of conversations',
    signOut: 'Sign out',
    themes: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
    untitled: 'Untitled conversation',
    conversationMenu: (name: string) => `Actions for ${name}`,
    deleteConversation: 'Delete this conversation and its answers?',
    renameLabel: 'Name of the conversation',
    settings: 'Settings',
    connectionLost:
      'The connection to the server is lost. What is loaded stays readable; trying again by itself.',
    offline:
      'This device is offline. What is loaded stays readable; sending works again when the network is back.',
    connectionBack: 'The connection is back.',
    tryNow: 'Try now',
    notFound: 'There is nothing at this address.',
    toStart: 'Go to a new conversation',
    drop: 'Drop to add to the library',
    dropHint: 'Markdown, text, HTML, PDF, DOCX and CSV; folders too.',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    control: 'Ctrl',
    shift: 'Shift',
    escape: 'Esc',
    enter: 'Enter',
    send: 'Send the question',
    newLine: 'Break the line',
    editLast: 'Edit the last question, from an empty field',
    toComposer: 'Go to the question field',
    newConversation: 'New conversation',
    search: 'Search conversations',
    chips: 'From citation to citation',
    close: 'Close what is open',
    list: 'Show these shortcuts',
  },

  signIn: {
    title: 'Sign in',
    firstTitle: 'Create the first account',
    firstIntro: 'This account owns the server. Its data stays on the machine that Colloquy runs on.',
    registerTitle: 'Create an account',
    email: 'E-mail',
    nickname: 'Name',
    password: 'Password',
    passwordHint: 'At least 8 characters.',
    code: 'One-time code',
    codeHint: 'The server printed it together with its address when it started.',
    codeTaken: 'The one-time code was taken from the address.',
    submit: 'Sign in',
    create: 'Create account',
    toRegister: 'Create an account instead',
    toSignIn: 'Sign in instead',
    expired: 'Your session has ended. Sign in again to go on; what you typed is kept.',
    wait: (seconds: number) => `Wait ${digits(seconds)} s`,
    checking: 'Signing in',
    away: 'The server does not answer. This page tries again by itself.',
    about: 'Conversations with your documents, with every citation checked against its source.',
  },

  chat: {
    title: 'What do you want to know?',
    intro: 'Answers are drawn from your library, and each citation opens the passage it rests on.',
    emptyLibrary: 'Your library is empty. Add documents first, then ask about them.',
    toLibrary: 'Open the library',
    composer: 'Your question',
    placeholder: 'Ask about your documents',
    send: 'Send',
    stop: 'Stop',
    toEnd: 'To the end',
    you: 'You asked',
    answer: 'Answer',
    stages: {
      sending: 'Sending your question',
      waiting: 'Waiting for the server',
      understand: 'Understanding the question',
      retrieve: (passages: number | undefined) =>
        passages === undefined
          ? 'Searching your documents'
          : `Searching ${count(passages, 'passage', 'passages')}`,
      compose: (read: number) => `Reading ${count(read, 'passage', 'passages')}`,
      generate: (read: number) =>
        read === 0 ? 'Writing' : `Reading ${count(read, 'passage', 'passages')}, writing`,
      reconnecting: 'Connection lost, taking the answer up again',
    },
    began: 'The answer has begun.',
    ended: 'The answer is complete.',
    endedStopped: 'The answer was stopped.',
    endedFailed: 'The answer failed.',
    reasoning: 'How the model got there',
    sources: (cited: number, searched: number) =>
      cited === 0
        ? `${count(searched, 'passage', 'passages')} searched, none cited`
        : `${count(cited, 'source', 'sources')}`,
    offline: 'offline',
    trace: 'How this answer came about',
    traceRows: {
      question: 'Searched for',
      model: 'Model',
      embedding: 'Embedding',
      searched: 'Passages in scope',
      tokens: 'Tokens in and out',
      understand: 'Understanding',
      retrieve: 'Searching',
      compose: 'Composing',
      generate: 'Answering',
      total: 'In all',
    },
    offlineNote:
      'These are quotations found in your documents, not a written answer. To have answers written, connect a model: start Colloquy with COLLOQUY_CHAT_URL and COLLOQUY_CHAT_MODEL set.',
    stopped: 'Stopped. The text so far is kept.',
    interrupted: 'The server was restarted while it answered. The text so far is kept.',
    cutShort: 'The answer reached the length that the model allows.',
    filtered: 'The provider withheld the rest of this answer.',
    empty: 'The answer has no text.',
    edit: 'Edit the question',
    editLabel: 'The changed question',
    editHint: (later: number) =>
      later === 0
        ? 'The answer to the old question goes with it.'
        : `The old answer and ${count(later, 'later question', 'later questions')} go with it.`,
    askInstead: 'Ask instead',
    copyLink: 'Copy the address of this question',
    good: 'Good answer',
    bad: 'Bad answer',
    whatWasWrong: 'What was wrong with it?',
    sendFeedback: 'Send',
    assistant: 'Assistant',
    chooseAssistant: 'Who answers',
    assistantsBases: 'Where the assistant searches',
    regenerate: 'Ask again',
    previousVersion: 'Earlier answer',
    nextVersion: 'Later answer',
    version: (shown: number, all: number) => `${digits(shown)} of ${digits(all)}`,
    everything: 'All documents',
    basesChosen: (chosen: number) => count(chosen, 'base', 'bases'),
    chooseBases: 'Where to search',
    pictureAt: (label: string) => `Picture: ${label}`,
    picture: 'Picture',
    untitledQuestion: 'New conversation',
  },

  evidence,

  library,
  settings,
};
