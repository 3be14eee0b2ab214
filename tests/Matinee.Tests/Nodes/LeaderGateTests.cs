using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class LeaderGateTests : IDisposable
{
    private readonly LeaderStage _stage = new("api");

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task The_leader_answers_itself()
    {
        await _stage.LeadAsync();

        var (answer, wasHere) = _stage.Send("?redirect=true");

        Assert.Equal(200, (await answer).Response.StatusCode);
        Assert.True(wasHere());
    }

    [Fact]
    public async Task What_any_node_may_answer_and_who_has_to_say_who_it_is_are_answered_here()
    {
        await _stage.FollowAsync("node2", "http://127.0.0.1:1");

        var (any, anyHere) = _stage.Send(onLeader: false);
        var (unknown, unknownHere) = _stage.Send(asksWho: true);
        await Task.WhenAll(any, unknown);

        Assert.True(anyHere());
        Assert.True(unknownHere());
    }

    [Fact]
    public async Task A_redirect_names_the_leader_and_keeps_all_but_the_wish_for_it()
    {
        await _stage.FollowAsync("node2", "http://node2.lan:8080");

        var (asked, wasHere) = _stage.Send("?limit=5&redirect=true&cursor=a%2Bb");
        var first = await asked;
        _stage.Options.RedirectToLeader = true;
        var second = await _stage.Send().Answer;

        Assert.Equal((307, "http://node2.lan:8080/hls/streams?limit=5&cursor=a%2Bb"), (first.Response.StatusCode, first.Response.Headers.Location.ToString()));
        Assert.Equal((307, "http://node2.lan:8080/hls/streams"), (second.Response.StatusCode, second.Response.Headers.Location.ToString()));
        Assert.False(wasHere());
    }

    [Fact]
    public async Task Without_a_leader_it_waits_a_moment_and_says_when_to_come_back()
    {
        var (asked, wasHere) = _stage.Send();
        while (!asked.IsCompleted)
        {
            _stage.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        var answer = (await asked).Response;

        Assert.Equal((503, "1"), (answer.StatusCode, answer.Headers.RetryAfter.ToString()));
        Assert.False(wasHere());
    }

    [Fact]
    public async Task Who_is_elected_while_it_waits_answers()
    {
        var (asked, wasHere) = _stage.Send();
        Assert.False(asked.IsCompleted);

        await _stage.LeadAsync();
        await asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.True(wasHere());
    }
}
