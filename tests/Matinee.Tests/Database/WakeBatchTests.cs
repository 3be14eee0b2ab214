using Matinee.Adapters.Postgres;
using Matinee.App.Database;
using Xunit;

namespace Matinee.Tests.Database;

public sealed class WakeBatchTests
{
    [Fact]
    public void What_one_batch_tells_another_hears()
    {
        var batch = new WakeBatch("here");
        Assert.True(batch.Add("video", "v1"));
        Assert.False(batch.Add("video", "v1"));
        Assert.False(batch.Add("work", ""));

        Assert.Equal([("video", "v1"), ("work", "")], Hear("there", batch.Take()));
        Assert.True(batch.Add("video", "v2"));
    }

    [Fact]
    public void Its_own_words_and_those_of_strangers_are_passed_over()
    {
        var batch = new WakeBatch("here");
        batch.Add("video", "v1");

        Assert.Empty(Hear("here", batch.Take()));
        Assert.Empty(Hear("here", ["", "\n", "stranger", "stranger\nno-key", "stranger\na b c"]));
    }

    [Fact]
    public void Too_many_keys_of_a_topic_become_anything_of_it()
    {
        var batch = new WakeBatch("here");
        for (var i = 0; i < 10_000; i++)
            batch.Add("video", $"v{i}");
        batch.Add("job", "j1");

        Assert.Equal([("video", null), ("job", "j1")], Hear("there", batch.Take()));
    }

    [Fact]
    public void No_text_is_longer_than_a_notification_may_be_and_none_is_lost()
    {
        var batch = new WakeBatch("here");
        for (var i = 0; i < 30; i++)
        {
            for (var j = 0; j < 299; j++)
                batch.Add($"topic{i}", $"{j}{new string('k', 60)}");
        }

        var payloads = batch.Take();

        Assert.All(payloads, text => Assert.True(text.Length < 8000));
        Assert.Equal(30 * 299, Hear("there", payloads).Count);
    }

    private static List<(string Topic, string? Key)> Hear(string origin, string[] payloads)
    {
        var heard = new List<(string, string?)>();
        var board = new WakeBoard(e => throw e);
        foreach (var topic in Enumerable.Range(0, 30).Select(i => $"topic{i}").Concat(["video", "work", "job", "a", "no-key"]))
            board.Subscribe(topic, key => heard.Add((topic, key)));
        foreach (var payload in payloads)
            new WakeBatch(origin).Read(payload, board);
        return heard;
    }
}
