using Matinee.App.Limits;
using Matinee.Testing.Time;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.Tests.Limits;

public sealed class RequestLimitsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_burst_passes_and_the_next_is_told_when_to_come_back()
    {
        var limits = New(new() { LoginPerAccount = new() { Burst = 3, Tokens = 2 } });

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(limits.Take(Limit.LoginPerAccount, "ada")));
        Assert.Equal(TimeSpan.FromSeconds(30), limits.Take(Limit.LoginPerAccount, "ada"));
    }

    [Fact]
    public void A_token_comes_back_in_its_time()
    {
        var limits = New(new() { LoginPerAccount = new() { Burst = 1, Tokens = 2 } });
        limits.Take(Limit.LoginPerAccount, "ada");

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(limits.Take(Limit.LoginPerAccount, "ada"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limits.Take(Limit.LoginPerAccount, "ada"));
    }

    [Fact]
    public void Keys_and_limits_do_not_share()
    {
        var limits = New(new() { LoginPerAccount = new() { Burst = 1, Tokens = 1 } });
        limits.Take(Limit.LoginPerAccount, "ada");

        Assert.Null(limits.Take(Limit.LoginPerAccount, "bob"));
        Assert.Null(limits.Take(Limit.LoginPerAddress, "ada"));
    }

    [Fact]
    public void A_returned_token_can_be_taken_again_but_never_exceeds_the_burst()
    {
        var limits = New(new() { LoginPerAccount = new() { Burst = 1, Tokens = 1 } });
        limits.Take(Limit.LoginPerAccount, "ada");
        limits.Return(Limit.LoginPerAccount, "ada");
        limits.Return(Limit.LoginPerAccount, "ada");

        Assert.Null(limits.Take(Limit.LoginPerAccount, "ada"));
        Assert.NotNull(limits.Take(Limit.LoginPerAccount, "ada"));
    }

    [Fact]
    public void Made_up_keys_fill_no_memory_and_free_nobody()
    {
        var limits = New(new() { MaximumBuckets = 1000, LoginPerAccount = new() { Burst = 1, Tokens = 1 } });
        limits.Take(Limit.LoginPerAccount, "ada");

        for (var i = 0; i < 100_000; i++)
            limits.Take(Limit.LoginPerAccount, $"made up {i}");

        Assert.InRange(limits.Buckets, 1, 1001);
        Assert.NotNull(limits.Take(Limit.LoginPerAccount, "ada"));
    }

    [Fact]
    public void Buckets_that_have_filled_up_make_room()
    {
        var limits = New(new() { MaximumBuckets = 1000, LoginPerAccount = new() { Burst = 1, Tokens = 1 } });
        for (var i = 0; i < 2000; i++)
            limits.Take(Limit.LoginPerAccount, $"{i}");

        _time.Advance(TimeSpan.FromMinutes(2));
        var refused = Enumerable.Range(2000, 200).Count(i => limits.Take(Limit.LoginPerAccount, $"{i}") is not null);

        Assert.InRange(refused, 0, 100);
    }

    private RequestLimits New(LimitOptions options) => new(Options.Create(options), _time);
}
