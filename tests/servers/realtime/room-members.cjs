// Members of one room: the first line of the input says where, each "report" is answered with what each of them would show.
const readline = require('readline');
const WebSocket = require('ws');
const { Centrifuge } = require('centrifuge');

class Member {
  chat = new Map();
  complaints = [];
  offset = 0;
  #wasSubscribed = false;

  constructor(url, room, token) {
    this.client = new Centrifuge(url, { websocket: WebSocket, token, minReconnectDelay: 50, maxReconnectDelay: 500, timeout: 4000 });
    this.client.on('error', () => {});
    this.client.on('disconnected', context => this.complaints.push(`disconnected for good: ${context.code} ${context.reason}`));
    const sub = this.client.newSubscription(`room:${room}`, { minResubscribeDelay: 50, maxResubscribeDelay: 500 });
    sub.on('error', () => {});
    sub.on('publication', context => this.#take(context));
    sub.on('unsubscribed', context => this.complaints.push(`unsubscribed for good: ${context.code} ${context.reason}`));
    this.ready = new Promise(resolve => sub.on('subscribed', context => { this.#enter(context); resolve(); }));
    sub.subscribe();
    this.client.connect();
  }

  list() {
    return [...this.chat].sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1)).map(([id]) => id);
  }

  // Recovered publications are told one by one after this event.
  #enter(context) {
    if (this.#wasSubscribed && !context.recovered && !context.data) this.complaints.push('neither recovered nor given a snapshot');
    this.#wasSubscribed = true;
    if (context.recovered) return;
    this.offset = context.streamPosition.offset;
    for (const message of context.data.chat) this.chat.set(message.id, message.at);
  }

  #take(context) {
    if (context.offset !== this.offset + 1) this.complaints.push(`${context.offset} came after ${this.offset}`);
    this.offset = context.offset;
    if (context.data.kind === 'chat') this.chat.set(context.data.data.message.id, context.data.data.message.at);
  }
}

let members;
readline.createInterface({ input: process.stdin }).on('line', async line => {
  if (!members) {
    const { url, room, tokens } = JSON.parse(line);
    members = tokens.map(token => new Member(url, room, token));
    await Promise.all(members.map(member => member.ready));
    console.log('subscribed');
  } else if (line === 'report') {
    console.log(JSON.stringify(members.map(member => ({ list: member.list(), complaints: member.complaints }))));
  }
}).on('close', () => process.exit(0));
