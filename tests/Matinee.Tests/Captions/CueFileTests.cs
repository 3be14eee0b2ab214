using System.Text;
using Matinee.Media.Captions;
using Xunit;

namespace Matinee.Tests.Captions;

public sealed class CueFileTests
{
    private const string WebVtt = """
        WEBVTT - a title

        STYLE
        ::cue { color: red }

        NOTE nothing

        2
        01:02.345 --> 01:04.000 line:0 align:start onclick:x
        Second <b>cue</b>
        of two lines

        00:00:01.000 --> 00:00:02.500
        First
        """;

    [Fact]
    public void WebVtt_keeps_cues_in_order_and_drops_styles_and_unknown_settings()
    {
        var file = Parse(WebVtt);

        Assert.Equal(
            [new Cue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5), "First"),
             new Cue(TimeSpan.FromSeconds(62.345), TimeSpan.FromSeconds(64), "Second <b>cue</b>\nof two lines", "line:0 align:start")],
            file.Cues);
    }

    [Fact]
    public void SubRip_becomes_WebVtt()
    {
        var file = Parse("1\n0:00:01,5 --> 00:00:02,500\nA < B & <FONT color=\"x\">c</FONT> <I>d</I>\n\n2\n00:00:03,000 --> 00:00:04,000 X1:1\nlast");

        Assert.Equal("WEBVTT\n\n00:00:01.500 --> 00:00:02.500\nA &lt; B &amp; c <i>d</i>\n\n00:00:03.000 --> 00:00:04.000\nlast\n", file.ToWebVtt());
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var file = Parse(WebVtt);

        Assert.Equal(file.Cues, Parse(file.ToWebVtt()).Cues);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_names_the_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("1\n00:00:01,000 --> 00:00:02,000\nÄ€\n")];

        Assert.Equal("Ä€", CueFile.Parse(bytes).Cues[0].Text);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_windows_1252()
    {
        byte[] bytes = [.. "1\n00:00:01,000 --> 00:00:02,000\n"u8, 0xC4, (byte)'x', 0x80];

        Assert.Equal("Äx€", CueFile.Parse(bytes).Cues[0].Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("WEBVTT")]
    [InlineData("hello")]
    [InlineData("1\n00:00:02,000 --> 00:00:01,000\nbackwards")]
    [InlineData("1\n00:99:02,000 --> 00:00:01,000\nno such minute")]
    public void A_file_without_captions_is_refused(string text) => Assert.Throws<CueFileException>(() => Parse(text));

    [Fact]
    public void A_bomb_of_100_000_cues_is_refused()
    {
        var bomb = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}\n00:00:01,000 --> 00:00:02,000\nx\n\n"));

        var refusal = Assert.Throws<CueFileException>(() => Parse(bomb));
        Assert.Contains("25000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_end_in_captions_or_in_a_refusal()
    {
        var random = new Random(42);
        byte[][] seeds = [Encoding.UTF8.GetBytes(WebVtt), "1\n00:00:01,000 --> 00:00:02,000\n<i>{\\an8}x</i>\n\n"u8.ToArray(), Encoding.Unicode.GetBytes("\uFEFF" + WebVtt)];
        string[] words = ["-->", "\n\n", "00:00", ":", "WEBVTT", "\0", "{\\", "<i>", "99999999999", "\r", "NOTE"];
        for (var round = 0; round < 5000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToList();
            for (var change = random.Next(1, 12); change > 0 && bytes.Count > 0; change--)
            {
                var at = random.Next(bytes.Count);
                if (random.Next(3) == 0)
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Length)]));
                else if (random.Next(2) == 0)
                    bytes[at] = (byte)random.Next(256);
                else
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
            }

            try
            {
                var file = CueFile.Parse([.. bytes]);
                Assert.Equal(file.Cues.Length, Parse(file.ToWebVtt()).Cues.Length);
            }
            catch (CueFileException)
            {
                // the other allowed end
            }
        }
    }

    private static CueFile Parse(string text) => CueFile.Parse(Encoding.UTF8.GetBytes(text));
}
