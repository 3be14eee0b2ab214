using Matinee.App.Http;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Http;

public sealed class SignedTokenTests
{
    private static readonly ClusterSecret Secret = new("a secret of at least thirty-two bytes"u8);

    private readonly ManualTime _time = new();

    [Fact]
    public void A_token_opens_what_it_was_signed_for_until_it_expires()
    {
        var tokens = new SignedToken(Secret, "playback", _time);
        var token = tokens.Sign("video", _time.GetUtcNow().AddMinutes(5));

        Assert.True(tokens.Verify("video", token));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(tokens.Verify("video", token));
    }

    [Fact]
    public void A_token_of_another_payload_label_or_secret_opens_nothing()
    {
        var expiresAt = _time.GetUtcNow().AddMinutes(5);
        var token = new SignedToken(Secret, "playback", _time).Sign("video", expiresAt);

        Assert.False(new SignedToken(Secret, "playback", _time).Verify("other", token));
        Assert.False(new SignedToken(Secret, "upload", _time).Verify("video", token));
        Assert.False(new SignedToken(new("another secret of thirty-two bytes!!"u8), "playback", _time).Verify("video", token));
    }

    [Fact]
    public void No_single_changed_character_is_accepted()
    {
        var tokens = new SignedToken(Secret, "playback", _time);
        var token = tokens.Sign("video", _time.GetUtcNow().AddMinutes(5));

        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.False(tokens.Verify("video", changed));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("....")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void Rubbish_is_refused(string? token) => Assert.False(new SignedToken(Secret, "playback", _time).Verify("video", token));

    [Fact]
    public void A_sealed_payload_comes_back_and_cannot_be_replaced()
    {
        var tokens = new SignedToken(Secret, "upload", _time);
        var mine = tokens.Seal("mine", _time.GetUtcNow().AddHours(1));
        var other = tokens.Seal("other", _time.GetUtcNow().AddHours(1));

        Assert.True(tokens.TryOpen(mine, out var payload));
        Assert.Equal("mine", payload);
        Assert.False(tokens.TryOpen(other[..other.LastIndexOf('.')] + mine[mine.LastIndexOf('.')..], out _));
    }
}
