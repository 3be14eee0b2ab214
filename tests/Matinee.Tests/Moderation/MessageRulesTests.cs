using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Moderation;
using Matinee.Testing.Time;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.Tests.Moderation;

public sealed class MessageRulesTests
{
    private static readonly MessageAuthor Anna = new("anna", "room");

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("select a film and update me")]
    [InlineData("drop by at 8, then we insert the disc; delete the old one")]
    [InlineData("I <3 this and 2 < 3 > 1")]
    [InlineData("javascript is a language, data: see below")]
    [InlineData("on the other hand = two hands")]
    [InlineData("constructor, prototype and __proto__ are just words")]
    [InlineData("mail me at anna@example.org")]
    [InlineData("https://example.org/a?b=c#d is nice")]
    [InlineData("ha ha ha ----------------------------------------------------------------------")]
    public void Everyday_words_pass_unchanged(string text)
    {
        var verdict = Rules(new()).Judge(text, Anna);

        Assert.Equal(new MessageVerdict(text), verdict);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("< / script >")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<b onmouseover = 'x'>")]
    [InlineData("<!-- hidden -->")]
    [InlineData("<a href=\"x\">y</a>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript : alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("file:///etc/passwd")]
    [InlineData("a\0b")]
    public void What_could_run_is_refused(string text)
    {
        Assert.True(Rules(new()).Judge(text, Anna).IsRefused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("\u200b\u200b")]
    public void Nothing_is_no_message(string text)
    {
        Assert.True(Rules(new()).Judge(text, Anna).IsRefused);
    }

    [Fact]
    public void A_message_has_at_most_ten_thousand_characters()
    {
        Assert.False(Rules(new()).Judge(Words(10_000), Anna).IsRefused);
        Assert.True(Rules(new()).Judge(Words(10_001), Anna).IsRefused);
    }

    [Fact]
    public void A_message_has_at_most_so_many_bytes()
    {
        Assert.True(Rules(new()).Judge(string.Concat(Enumerable.Repeat("日本", 2000)), Anna).IsRefused);
    }

    [Fact]
    public void Cutting_never_splits_a_character()
    {
        Prop.ForAll(Gen.Choose(16, 80).Zip(Gen.Elements("日", "👩‍👩‍👧", "é", "a", "e\u0301").ArrayOf(40)).ToArbitrary(), given =>
        {
            var (bytes, parts) = given;
            var text = string.Concat(parts);

            var cut = SizeRule.Cut(text, bytes);

            Assert.True(Encoding.UTF8.GetByteCount(cut) <= bytes);
            Assert.StartsWith(cut, text, StringComparison.Ordinal);
            Assert.DoesNotContain('\ufffd', cut);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Listed_words_are_refused_replaced_or_marked_as_whole_words()
    {
        var rules = Rules(new() { BlockedWords = ["villain"], ReplacedWords = ["darn"], FlaggedWords = ["spoiler"] });

        Assert.True(rules.Judge("You VILLAIN!", Anna).IsRefused);
        Assert.Equal("*** it, darned socks", rules.Judge("Darn it, darned socks", Anna).Text);
        Assert.True(rules.Judge("a spoiler", Anna).Flagged);
        Assert.False(rules.Judge("villainous spoilers", Anna) is { IsRefused: true } or { Flagged: true });
    }

    [Fact]
    public void Links_lead_only_where_they_may()
    {
        var blocking = Rules(new() { BlockedHosts = ["evil.example"] });
        Assert.True(blocking.Judge("https://www.evil.example/x", Anna).IsRefused);
        Assert.False(blocking.Judge("https://notevil.example/x", Anna).IsRefused);

        var allowing = Rules(new() { AllowedHosts = ["good.example"] });
        Assert.False(allowing.Judge("see https://good.example/x", Anna).IsRefused);
        Assert.True(allowing.Judge("see https://other.example/good.example", Anna).IsRefused);
    }

    [Fact]
    public void Too_many_links_or_names_are_spam()
    {
        Assert.False(Rules(new()).Judge("http://a.b http://a.c http://a.d", Anna).IsRefused);
        Assert.True(Rules(new()).Judge("http://a.b http://a.c http://a.d http://a.e", Anna).IsRefused);
        Assert.True(Rules(new()).Judge("@a @b @c @d @e @f", Anna).IsRefused);
    }

    [Fact]
    public void The_same_again_and_again_is_refused_for_a_while_and_for_its_author_only()
    {
        var rules = Rules(new());
        for (var i = 0; i < 3; i++)
            Assert.False(rules.Judge("Hello", Anna).IsRefused);

        Assert.True(rules.Judge("hello", Anna).IsRefused);
        Assert.False(rules.Judge("hello", new("bert", "room")).IsRefused);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(rules.Judge("hello", Anna).IsRefused);
    }

    private static string Words(int length) => string.Concat(Enumerable.Repeat("film ", length / 5 + 1))[..(length - 1)] + "x";

    private MessageRules Rules(ModerationOptions options)
    {
        var wrapped = Options.Create(options);
        return new([new SizeRule(wrapped), new LengthRule(wrapped), new MarkupRule(), new WordRule(wrapped), new LinkRule(wrapped), new SpamRule(wrapped, _time)]);
    }
}
