import type { FromUploader, ToUploader } from './messages.ts';
import { Uploader } from './uploader.ts';

const ports = new Set<MessagePort>();

const uploader = new Uploader((message: FromUploader) => {
  for (const port of ports) port.postMessage(message);
});

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = (message: MessageEvent<ToUploader>) => {
    if (message.data.kind === 'bye') ports.delete(port);
    else void uploader.receive(message.data);
  };
};
