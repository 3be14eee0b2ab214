// node frames.cjs ADDRESS: speaks the binary protocol by an encoder that is not ours, from client.proto. What the server sends has to be what that
// encoder would have sent: no field that it does not know, nothing said twice, nothing in another form.
const assert = require('node:assert/strict');
const path = require('node:path');
const protobuf = require('protobufjs');
const WebSocket = require('ws');

const address = process.argv[2].replace('http', 'ws') + '/connection/websocket';
const root = protobuf.loadSync(path.join(__dirname, 'client.proto'));
const [Command, Reply] = ['Command', 'Reply'].map(name => root.lookupType('wire.' + name));
const bytes = value => Buffer.from(JSON.stringify(value));
const json = value => JSON.parse(Buffer.from(value).toString());
const plain = reply => Reply.toObject(reply, { longs: Number, defaults: true, arrays: true, oneofs: false });
let frames = 0;

class Client {
  #socket; #heard = []; #waiting = []; #last = 0;

  static async open(user) {
    const client = new Client();
    client.#socket = new WebSocket(address, 'centrifuge-protobuf');
    client.#socket.binaryType = 'nodebuffer';
    client.#socket.on('message', data => client.#take(data));
    await new Promise((resolve, reject) => client.#socket.on('open', resolve).on('error', reject));
    assert.equal(client.#socket.protocol, 'centrifuge-protobuf');
    client.hello = await client.ask({ connect: { token: `user:${user}`, data: bytes({ from: user }), name: 'frames', version: '1' } });
    return client;
  }

  async ask(command) {
    const id = ++this.#last;
    this.send({ id, ...command });
    return this.until(reply => reply.id === id);
  }

  send(command) {
    assert.equal(Command.verify(command), null);
    this.#socket.send(Command.encodeDelimited(Command.fromObject(command)).finish());
  }

  until(when) {
    const at = this.#heard.findIndex(when);
    if (at >= 0) return this.#heard.splice(at, 1)[0];
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('not heard; heard ' + JSON.stringify(this.#heard))), 60_000);
      this.#waiting.push({ when, resolve: reply => { clearTimeout(late); resolve(reply); } });
    });
  }

  close() { this.#socket.terminate(); }

  #take(data) {
    const reader = protobuf.Reader.create(data);
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const decoded = Reply.decodeDelimited(reader);
      const again = Reply.encodeDelimited(decoded).finish();
      assert.deepEqual(Buffer.from(again), Buffer.from(data.subarray(start, reader.pos)));
      frames++;
      const reply = plain(decoded);
      if (reader.pos - start === 1) { this.send({}); continue; } // a ping
      const waiting = this.#waiting.findIndex(w => w.when(reply));
      if (waiting >= 0) this.#waiting.splice(waiting, 1)[0].resolve(reply);
      else this.#heard.push(reply);
    }
  }
}

(async () => {
  const channel = `chat:frames-${process.pid}`;
  const [anna, bert] = [await Client.open('anna'), await Client.open('bert')];
  assert.ok(anna.hello.connect.client.length > 0 && anna.hello.connect.ping > 0 && anna.hello.connect.pong);
  assert.deepEqual(json(anna.hello.connect.data), { welcome: { from: 'anna' } });

  const first = (await anna.ask({ subscribe: { channel, joinLeave: true } })).subscribe;
  assert.ok(first.recoverable && first.positioned && first.epoch.length > 0 && first.offset === 0);
  assert.deepEqual(json(first.data), { snapshotAt: 0 });
  await bert.ask({ subscribe: { channel } });
  const join = await anna.until(reply => reply.push?.join);
  assert.equal(join.push.channel, channel);
  assert.deepEqual([join.push.join.info.user, json(join.push.join.info.connInfo), json(join.push.join.info.chanInfo)], ['bert', { name: 'bert' }, { seat: 1 }]);

  assert.ok((await bert.ask({ publish: { channel, data: bytes({ text: 'ä€😀'.repeat(300) }) } })).publish);
  const heard = (await anna.until(reply => reply.push?.pub)).push.pub;
  assert.deepEqual([heard.offset, json(heard.data).text.length, heard.info.user], [1, 1200, 'bert']);
  const history = (await anna.ask({ history: { channel, limit: 10 } })).history;
  assert.deepEqual([history.offset, history.epoch, history.publications.length], [1, first.epoch, 1]);
  const since = (await anna.ask({ history: { channel, limit: 10, since: { offset: 1, epoch: first.epoch } } })).history;
  assert.equal(since.publications.length, 0);
  const presence = (await anna.ask({ presence: { channel } })).presence.presence;
  assert.deepEqual(Object.values(presence).map(info => info.user).sort(), ['anna', 'bert']);
  const stats = (await anna.ask({ presenceStats: { channel } })).presenceStats;
  assert.deepEqual([stats.numClients, stats.numUsers], [2, 2]);

  assert.deepEqual(json((await anna.ask({ rpc: { method: 'echo', data: bytes({ n: 1 }) } })).rpc.data), { n: 1 });
  const error = (await anna.ask({ rpc: { method: 'fail' } })).error;
  assert.deepEqual([error.code, error.message, error.temporary], [1000, 'as you wished', false]);
  assert.ok((await anna.ask({ ping: {} })).ping);
  anna.send({ send: { data: bytes('back to me') } });
  assert.equal(json((await anna.until(reply => reply.push?.message)).push.message.data), 'back to me');
  assert.ok((await anna.ask({ refresh: { token: 'ttl:60:anna' } })).refresh.expires);

  assert.ok((await anna.ask({ unsubscribe: { channel } })).unsubscribe);
  await bert.ask({ publish: { channel, data: bytes({ text: 'missed' }) } });
  const back = (await anna.ask({ subscribe: { channel, recover: true, epoch: first.epoch, offset: 1 } })).subscribe;
  assert.deepEqual([back.recovered, back.wasRecovering, back.offset, back.publications.map(p => json(p.data).text)], [true, true, 2, ['missed']]);
  assert.equal((await anna.ask({ subscribe: { channel } })).error.code, 105);

  anna.close();
  bert.close();
  console.log(JSON.stringify({ frames }));
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
