const assert = require('node:assert/strict');
const { UnauthorizedError, give, take, sleep, client, next, connected, until, api, refusal, name, transport } = require('./client.cjs');

module.exports = {
  async connects_and_is_told_its_id() {
    const made = await connected({ token: `user:${name()}`, data: give({ hello: 1 }) });
    assert.match(made.answer.client, /^[0-9a-f-]{36}$/);
    assert.equal(made.answer.transport, transport.startsWith('websocket') ? 'websocket' : transport.split('_protobuf')[0]);
    assert.deepEqual(take(made.answer.data), { welcome: { hello: 1 } });
  },

  async a_bad_token_ends_for_good() {
    const made = client({ token: 'bad' });
    const ended = next(made, 'disconnected');
    made.connect();
    assert.equal((await ended).code, 3500);
    assert.equal(made.state, 'disconnected');
  },

  async a_refused_connect_ends_with_its_error() {
    const made = client({ token: 'refused' });
    const ended = next(made, 'disconnected');
    made.connect();
    assert.equal((await ended).code, 103);
  },

  async an_expired_token_is_fetched_again() {
    const user = name();
    let asked = 0;
    const made = await connected({ token: 'expired', getToken: async () => { asked++; return `user:${user}`; } });
    assert.equal(asked, 1);
    assert.equal(made.state, 'connected');
  },

  async a_token_is_renewed_in_band() {
    const user = name();
    let asked = 0;
    const made = await connected({ token: `ttl:1:${user}`, getToken: async () => { asked++; return `ttl:1:${user}`; } });
    const first = made.answer.client;
    await until(() => asked >= 2);
    assert.equal(made.state, 'connected');
    assert.equal(take((await made.rpc('who', give({}))).data).client, first);
  },

  async a_token_that_nobody_renews_ends_the_connection() {
    const made = client({ token: `ttl:1:${name()}`, getToken: async () => { throw new UnauthorizedError(); } });
    const ended = next(made, 'disconnected');
    made.connect();
    assert.equal((await ended).code, 1);
  },

  async who_ignores_its_expiry_is_told_to_come_again() {
    const made = await connected({ token: `ttl:1:${name()}`, getToken: () => new Promise(() => {}) });
    const again = await next(made, 'connecting');
    assert.equal(again.code, 3005);
  },

  async calls_are_answered() {
    const made = await connected({ token: `user:${name()}` });
    assert.deepEqual(take((await made.rpc('echo', give({ a: [1, 'ü', null] }))).data), { a: [1, 'ü', null] });
  },

  async a_call_may_fail_with_the_hosts_own_error() {
    const made = await connected({ token: `user:${name()}` });
    const error = await refusal(made.rpc('fail', give({})));
    assert.deepEqual([error.code, error.message], [1000, 'as you wished']);
  },

  async the_clock_is_told_in_cluster_time() {
    const made = await connected({ token: `user:${name()}` });
    const before = Date.now();
    const answer = take((await made.rpc('clock', give({ t0: 12.5 }))).data);
    assert.equal(answer.t0, 12.5);
    assert.ok(answer.received <= answer.sent && answer.received > before - 5000 && answer.sent < Date.now() + 5000);
  },

  async a_call_that_nobody_knows_is_refused() {
    const made = await connected({ token: `user:${name()}` });
    assert.equal((await refusal(made.rpc('no-such-thing', give({})))).code, 104);
  },

  async what_the_host_throws_is_an_internal_error_and_the_connection_stays() {
    const made = await connected({ token: `user:${name()}` });
    assert.equal((await refusal(made.rpc('throw', give({})))).code, 100);
    assert.deepEqual(take((await made.rpc('echo', give(1))).data), 1);
  },

  async messages_go_both_ways() {
    const made = await connected({ token: `user:${name()}` });
    const back = next(made, 'message');
    await made.send(give({ ping: true }));
    assert.deepEqual(take((await back).data), { ping: true });
  },

  async many_calls_at_once_are_answered_each() {
    const made = await connected({ token: `user:${name()}` });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => made.rpc('echo', give(i))));
    assert.deepEqual(answers.map(a => take(a.data)), Array.from({ length: 40 }, (_, i) => i));
  },

  async the_server_ends_it_for_good() {
    const user = name();
    const made = await connected({ token: `user:${user}` });
    const ended = next(made, 'disconnected');
    await api('disconnect', { user });
    assert.deepEqual([(await ended).code, made.state], [3503, 'disconnected']);
  },

  async the_server_ends_it_with_a_code_of_the_host() {
    const user = name();
    const made = await connected({ token: `user:${user}` });
    const ended = next(made, 'disconnected');
    await api('disconnect', { user, disconnect: { code: 4501, reason: 'banned' } });
    const context = await ended;
    assert.deepEqual([context.code, context.reason], [4501, 'banned']);
  },

  async the_server_sends_it_round_once_more() {
    const user = name();
    const made = await connected({ token: `user:${user}` });
    const going = next(made, 'connecting');
    const back = next(made, 'connected');
    await api('disconnect', { user, disconnect: { code: 3011, reason: 'again' } });
    assert.equal((await going).code, 3011);
    assert.notEqual((await back).client, made.answer.client);
  },

  async one_connection_of_a_user_is_ended_and_the_other_stays() {
    const user = name();
    const [a, b] = await Promise.all([connected({ token: `user:${user}` }), connected({ token: `user:${user}` })]);
    const ended = next(a, 'disconnected');
    await api('disconnect', { user, client: a.answer.client });
    await ended;
    assert.deepEqual(take((await b.rpc('echo', give(1))).data), 1);
  },

  async pings_keep_a_quiet_connection() {
    const made = await connected({ token: `user:${name()}`, maxServerPingDelay: 10_000 });
    let left = 0;
    made.on('connecting', () => left++);
    await sleep(14_000);
    assert.deepEqual([left, made.state], [0, 'connected']);
  },

  async a_connection_that_the_server_lets_expire_comes_again() {
    const user = name();
    const made = await connected({ token: `user:${user}` });
    const [going, back] = [next(made, 'connecting'), next(made, 'connected')];
    await api('refresh', { user, expired: true });
    assert.equal((await going).code, 3005);
    await back;
  },

  async a_user_has_so_many_connections() {
    const user = name();
    await Promise.all(Array.from({ length: 10 }, () => connected({ token: `user:${user}` })));
    const made = client({ token: `user:${user}` });
    const ended = next(made, 'disconnected');
    made.connect();
    assert.equal((await ended).code, 3504);
  },
};
