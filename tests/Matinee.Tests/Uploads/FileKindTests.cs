using Matinee.App.Uploads;
using Xunit;

namespace Matinee.Tests.Uploads;

public sealed class FileKindTests
{
    [Theory]
    [InlineData("a.mp4", "video/mp4")]
    [InlineData("a.MKV", "")]
    [InlineData("a", "application/octet-stream")]
    [InlineData("concert.flac", "audio/flac")]
    [InlineData("a.mts", "model/vnd.mts")]
    public void What_may_be_a_film_passes(string name, string type) => Assert.Null(FileKind.Refusal(name, type));

    [Theory]
    [InlineData("a.JPG", "")]
    [InlineData("a.srt", "")]
    [InlineData("a.m3u8", "")]
    [InlineData("a.mp4", "image/png")]
    [InlineData("a", "text/html; charset=utf-8")]
    public void What_says_it_is_something_else_is_refused(string name, string type) => Assert.NotNull(FileKind.Refusal(name, type));

    [Theory]
    [InlineData("000000186674797069736f6d000002006973")]       // mp4
    [InlineData("1a45dfa39f4286810142f7810142f2810442f381")]   // matroska
    [InlineData("47400011000042f0250001c10000ff01ff00")]       // mpeg-ts
    [InlineData("52494646a4060000415649204c495354")]           // avi
    [InlineData("464c5601050000000900000000120000")]           // flv
    [InlineData("4f676753000200000000000000000000")]           // ogg
    [InlineData("494433040000000000005453534500000f")]         // mp3
    public void Containers_pass(string hex) => Assert.Null(FileKind.Refusal(Convert.FromHexString(hex)));

    [Fact]
    public void Texts_of_any_language_are_no_film()
    {
        Assert.Equal("a text file", FileKind.Refusal("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"u8));
        Assert.Equal("a text file", FileKind.Refusal("ffconcat version 1.0\nfile '/etc/passwd'"u8));
        Assert.Equal("a text file", FileKind.Refusal("Ärger im Büro, größer als gedacht"u8[..^1]));
    }
}
