// A client of the published SDK on one of the transports, and a few words to talk to it with.
const WebSocket = require('ws');
const EventSource = require('eventsource');

const [, , address, transport, apiKey] = process.argv;
const isBinary = transport.endsWith('protobuf');
const { Centrifuge, UnauthorizedError } = require(isBinary ? 'centrifuge/build/protobuf' : 'centrifuge');
const opened = new Set();

const give = value => isBinary ? new TextEncoder().encode(JSON.stringify(value)) : value;
const take = value => isBinary && value instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(value)) : value;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

function endpoint() {
  const ws = address.replace('http', 'ws') + '/connection/websocket';
  if (transport.startsWith('websocket')) return ws;
  const kind = transport.startsWith('sse') ? 'sse' : 'http_stream';
  return [{ transport: kind, endpoint: `${address}/connection/${kind}` }];
}

function client(options = {}) {
  const made = new Centrifuge(endpoint(), {
    websocket: WebSocket, eventsource: EventSource, fetch, readableStream: ReadableStream, emulationEndpoint: `${address}/emulation`,
    minReconnectDelay: 20, maxReconnectDelay: 100, timeout: 30_000, maxServerPingDelay: 60_000, name: 'matinee-tests', ...options,
  });
  made.on('error', () => {});
  opened.add(made);
  return made;
}

/** Resolves with the next event of that name; rejects after a while. */
function next(emitter, name, when = () => true, ms = 60_000) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => { emitter.off(name, hear); reject(new Error(`no ${name} within ${ms} ms`)); }, ms);
    const hear = context => {
      if (!when(context)) return;
      clearTimeout(late);
      emitter.off(name, hear);
      resolve(context);
    };
    emitter.on(name, hear);
  });
}

async function connected(options = {}) {
  const made = client(options);
  const answer = next(made, 'connected');
  made.connect();
  made.answer = await answer;
  return made;
}

async function subscribed(made, channel, options = {}) {
  const sub = made.newSubscription(channel, { minResubscribeDelay: 20, maxResubscribeDelay: 100, ...options });
  sub.heard = [];
  sub.on('publication', context => sub.heard.push({ data: take(context.data), offset: context.offset, info: context.info, tags: context.tags }));
  sub.on('error', () => {});
  const answer = next(sub, 'subscribed');
  sub.subscribe();
  sub.answer = await answer;
  return sub;
}

async function until(holds, ms = 60_000) {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${holds}`);
    await sleep(10);
  }
}

async function api(method, body) {
  const response = await fetch(`${address}/api/realtime/${method}`, { method: 'POST', headers: { 'X-API-Key': apiKey }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method}: ${response.status}`);
  const answer = await response.json();
  if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
  return answer.result;
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

let names = 0;
/** A name that no other behaviour uses. */
const name = () => `${transport}-${process.pid}-${++names}`;

module.exports = { Centrifuge, UnauthorizedError, WebSocket, address, transport, isBinary, opened, give, take, sleep, client, next, connected, subscribed, until, api, refusal, name };
