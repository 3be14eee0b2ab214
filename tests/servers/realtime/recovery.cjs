const assert = require('node:assert/strict');
const { give, take, next, connected, subscribed, until, api, refusal, name } = require('./client.cjs');

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const publish = async (channel, from, to) => { for (const data of numbers(from, to)) await api('publish', { channel, data }); };

async function away(made, sub, meanwhile) {
  made.disconnect();
  await meanwhile();
  const back = next(sub, 'subscribed');
  made.connect();
  return await back;
}

module.exports = {
  async what_was_missed_comes_after_a_reconnect() {
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    await publish(channel, 1, 3);
    await until(() => sub.heard.length === 3);
    const answer = await away(made, sub, () => publish(channel, 4, 10));
    await until(() => sub.heard.length === 10);
    assert.deepEqual([answer.wasRecovering, answer.recovered, answer.hasRecoveredPublications], [true, true, true]);
    assert.deepEqual(sub.heard.map(h => h.data), numbers(1, 10));
    assert.deepEqual(sub.heard.map(h => h.offset), numbers(1, 10));
  },

  async nothing_missed_is_a_recovery_too() {
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    const answer = await away(made, sub, async () => {});
    assert.deepEqual([answer.recovered, answer.hasRecoveredPublications], [true, false]);
  },

  async publishing_goes_on_while_it_comes_back() {
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    const publishing = publish(channel, 1, 120);
    for (let i = 0; i < 3; i++) {
      await until(() => sub.heard.length > i * 20 + 5);
      await away(made, sub, async () => {});
    }
    await publishing;
    await until(() => sub.heard.length === 120);
    assert.deepEqual(sub.heard.map(h => h.data), numbers(1, 120));
  },

  async more_than_the_ring_holds_comes_from_the_log() {
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    const answer = await away(made, sub, async () => { for (let i = 0; i < 6; i++) await Promise.all(numbers(1, 50).map(() => api('publish', { channel, data: i }))); });
    await until(() => sub.heard.length === 300);
    assert.equal(answer.recovered, true);
    assert.deepEqual(sub.heard.map(h => h.offset), numbers(1, 300));
  },

  async what_was_trimmed_is_not_recovered_in_part() {
    const channel = `small:${name()}`;
    await publish(channel, 1, 9);
    const { epoch } = await api('history', { channel });
    const made = await connected({ token: `user:${name()}` });
    const late = await subscribed(made, channel, { since: { offset: 1, epoch } });
    assert.deepEqual([late.answer.wasRecovering, late.answer.recovered, late.answer.streamPosition.offset], [true, false, 9]);
    assert.deepEqual(take(late.answer.data), { snapshotAt: 9 });
    await publish(channel, 10, 10);
    await until(() => late.heard.length === 1);
    assert.deepEqual(late.heard.map(h => h.data), [10]);
  },

  async what_is_still_there_is_recovered_from_a_position_that_somebody_kept() {
    const channel = `small:${name()}`;
    await publish(channel, 1, 9);
    const { epoch } = await api('history', { channel });
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel, { since: { offset: 7, epoch } });
    await until(() => sub.heard.length === 2);
    assert.deepEqual([sub.answer.recovered, ...sub.heard.map(h => h.data)], [true, 8, 9]);
  },

  async another_epoch_is_told_and_not_recovered() {
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    await publish(channel, 1, 2);
    await until(() => sub.heard.length === 2);
    const answer = await away(made, sub, async () => { await api('history_remove', { channel }); await publish(channel, 3, 5); });
    assert.deepEqual([answer.recovered, answer.streamPosition.offset], [false, 3]);
    assert.notEqual(answer.streamPosition.epoch, sub.answer.streamPosition.epoch);
  },

  async a_new_epoch_makes_who_is_connected_come_again() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    await publish(channel, 1, 1);
    await until(() => sub.heard.length === 1);
    const [going, back] = [next(sub, 'subscribing'), next(sub, 'subscribed')];
    await api('history_remove', { channel });
    assert.equal((await going).code, 2500);
    assert.deepEqual([(await back).recovered, (await back).streamPosition.offset], [false, 0]);
    await publish(channel, 2, 2);
    await until(() => sub.heard.length === 2);
    assert.equal(sub.heard[1].offset, 1);
  },

  async a_state_is_given_to_whoever_comes() {
    const channel = `state:${name()}`;
    await publish(channel, 1, 5);
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    await until(() => sub.heard.length === 1);
    assert.deepEqual(sub.heard.map(h => [h.data, h.offset]), [[5, 5]]);
  },

  async a_state_is_recovered_by_its_last_value() {
    const channel = `state:${name()}`;
    const made = await connected({ token: `user:${name()}` });
    const sub = await subscribed(made, channel);
    await publish(channel, 1, 1);
    await until(() => sub.heard.length === 1);
    const answer = await away(made, sub, () => publish(channel, 2, 9));
    await until(() => sub.heard.length === 2);
    assert.equal(answer.recovered, true);
    assert.deepEqual(sub.heard.map(h => h.data), [1, 9]);
  },

  async history_goes_forward_from_a_position() {
    const channel = `chat:${name()}`;
    await publish(channel, 1, 9);
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const { epoch } = sub.answer.streamPosition;
    const some = await sub.history({ limit: 3, since: { offset: 2, epoch } });
    assert.deepEqual(some.publications.map(p => [take(p.data), p.offset]), [[3, 3], [4, 4], [5, 5]]);
    assert.deepEqual([some.offset, some.epoch], [9, epoch]);
    assert.deepEqual((await sub.history({ limit: 2 })).publications.map(p => p.offset), [1, 2]);
    assert.deepEqual((await sub.history({ limit: 9, since: { offset: 9, epoch } })).publications, []);
  },

  async history_goes_backward() {
    const channel = `chat:${name()}`;
    await publish(channel, 1, 9);
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const { epoch } = sub.answer.streamPosition;
    assert.deepEqual((await sub.history({ limit: 3, reverse: true })).publications.map(p => p.offset), [9, 8, 7]);
    assert.deepEqual((await sub.history({ limit: 3, reverse: true, since: { offset: 4, epoch } })).publications.map(p => p.offset), [3, 2, 1]);
  },

  async history_without_a_limit_is_the_position_alone() {
    const channel = `chat:${name()}`;
    await publish(channel, 1, 4);
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const answer = await sub.history();
    assert.deepEqual([answer.publications, answer.offset], [[], 4]);
  },

  async history_that_is_gone_is_an_error() {
    const channel = `small:${name()}`;
    await publish(channel, 1, 9);
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    assert.equal((await refusal(sub.history({ limit: 5, since: { offset: 1, epoch: sub.answer.streamPosition.epoch } }))).code, 112);
    assert.equal((await refusal(sub.history({ limit: 5, since: { offset: 9, epoch: 'other' } }))).code, 112);
  },

  async history_is_for_members() {
    const made = await connected({ token: `user:${name()}` });
    assert.equal((await refusal(made.history(`chat:${name()}`, { limit: 5 }))).code, 103);
  },
};
