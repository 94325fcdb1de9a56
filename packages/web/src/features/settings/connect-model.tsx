import { CopyButton } from '../../components/copy-button.tsx';
import { strings } from '../../strings/strings.ts';

const LOCAL = `COLLOQUY_CHAT_URL=http://127.0.0.1:11434/v1 \\
COLLOQUY_CHAT_MODEL=qwen3:8b \\
npm start`;

const HOSTED = `COLLOQUY_CHAT_URL=https://api.example.com/v1 \\
COLLOQUY_CHAT_MODEL=name-of-the-model \\
COLLOQUY_CHAT_KEY=your-key \\
npm start`;

/** How a model is connected: by whoever starts the server, and not from a page. */
export function ConnectModel() {
  const words = strings.settings.models;
  return (
    <details className="group">
      <summary className="w-fit rounded-sm font-medium underline underline-offset-4">{words.connect}</summary>
      <div className="grid gap-3 pt-3">
        <p className="text-quiet">{words.connectIntro}</p>
        <Command title={words.connectLocal} command={LOCAL} />
        <Command title={words.connectHosted} command={HOSTED} />
        <p className="text-quiet">{words.connectAfter}</p>
      </div>
    </details>
  );
}

function Command({ title, command }: { readonly title: string; readonly command: string }) {
  return (
    <div className="grid gap-1">
      <div className="flex items-center justify-between gap-2">
        <p>{title}</p>
        <CopyButton text={() => command} words={strings.settings.models.copyCommand} />
      </div>
      <pre className="whitespace-pre-wrap break-all rounded-md border border-line bg-rail px-3 py-2 font-mono text-small">
        {command}
      </pre>
    </div>
  );
}
