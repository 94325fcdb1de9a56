// Loaded before the program by launch.mjs: when the launcher is gone, for whatever reason, so is this process.
import { Socket } from 'node:net';

const GRACE_MILLISECONDS = 15_000;
const descriptor = Number(process.env.COLLOQUY_LIFELINE);
// Workers and grandchildren inherit the environment but not the pipe.
delete process.env.COLLOQUY_LIFELINE;

if (descriptor > 2) {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.unref();
  pipe.resume();
  pipe.on('error', () => {});
  pipe.on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MILLISECONDS).unref();
  });
}
