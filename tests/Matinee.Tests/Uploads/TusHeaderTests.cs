using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Uploads;
using Xunit;

namespace Matinee.Tests.Uploads;

public sealed class TusHeaderTests
{
    [Fact]
    public void Metadata_is_a_list_of_keys_and_base64_values()
    {
        Assert.True(UploadMetadata.TryParse("filename w6QubXA0, is_public,title QQ==", out var metadata));

        Assert.Equal(("ä.mp4", "", "A", null), (metadata["filename"], metadata["is_public"], metadata["title"], metadata["other"]));
    }

    [Theory]
    [InlineData("filename")]
    [InlineData("")]
    [InlineData(null)]
    public void Metadata_may_be_empty(string? header) => Assert.True(UploadMetadata.TryParse(header, out _));

    [Theory]
    [InlineData("a b c")]
    [InlineData("a QQ==,a QQ==")]
    [InlineData(",")]
    [InlineData("a QQ==,")]
    [InlineData("ä QQ==")]
    [InlineData("a /w==")] // not UTF-8
    [InlineData("a Q")]
    public void Malformed_metadata_is_refused(string header) => Assert.False(UploadMetadata.TryParse(header, out _));

    [Fact]
    public void Whatever_is_encoded_is_decoded() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        var value = new string([.. text.Get.Where(c => !char.IsSurrogate(c)).Take(500)]);
        return UploadMetadata.TryParse($"key {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}", out var metadata) && metadata["key"] == value;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_makes_a_parser_throw() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        _ = UploadMetadata.TryParse(text.Get, out _);
        _ = UploadChecksum.TryParse(text.Get, out _);
        _ = FileNames.Clean(text.Get);
        return FileNames.Title(FileNames.Clean(text.Get)).Length > 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_checksum_matches_the_bytes_it_was_made_of()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        Assert.True(UploadChecksum.TryParse($"sha256 {Convert.ToBase64String(SHA256.HashData(bytes))}", out var checksum));

        using var right = checksum.Begin();
        right.Append(new(bytes));
        using var wrong = checksum.Begin();
        wrong.Append(new(bytes[1..]));

        Assert.True(right.Matches());
        Assert.False(wrong.Matches());
    }

    [Theory]
    [InlineData("../../etc/passwd.mp4", "passwd.mp4")]
    [InlineData("C:\\films\\a.mp4", "a.mp4")]
    [InlineData("evil\u202egpj.mp4", "evilgpj.mp4")]
    [InlineData("a\0b\r\n.mkv", "ab.mkv")]
    [InlineData("..", "video")]
    [InlineData("", "video")]
    public void Names_are_cleaned_for_people(string name, string clean) => Assert.Equal(clean, FileNames.Clean(name));

    [Theory]
    [InlineData("My_holiday_film.mp4", "My holiday film")]
    [InlineData(".mp4", ".mp4")]
    public void A_title_is_the_name_without_its_extension(string name, string title) => Assert.Equal(title, FileNames.Title(name));
}
