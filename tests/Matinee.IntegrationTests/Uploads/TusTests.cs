using System.Net;
using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.IntegrationTests.Databases;
using Matinee.IntegrationTests.Library;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

public class TusTests
{
    [Fact]
    public async Task Options_tell_version_extensions_size_and_checksums_to_anybody()
    {
        await using var host = await LibraryHost.StartAsync();

        using var answer = await host.Stranger.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/uploads"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("1.0.0", answer.Header("Tus-Version"));
        Assert.Equal("creation,creation-with-upload,creation-defer-length,expiration,checksum,termination", answer.Header("Tus-Extension"));
        Assert.Equal("sha1,sha256", answer.Header("Tus-Checksum-Algorithm"));
        Assert.Equal("214748364800", answer.Header("Tus-Max-Size"));
    }

    [Fact]
    public async Task A_film_in_pieces_becomes_an_uploaded_video_with_its_hash()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(3_000_000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(film));

        using var created = await host.As.SendAsync(Create(film.Length, ("filename", "My_holiday film.mp4"), ("filetype", "video/mp4"), ("visibility", "unlisted")));
        var url = created.Headers.Location!.ToString();
        var video = VideoId.From(created.Header("Matinee-Video"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.StartsWith("/api/uploads/p", url, StringComparison.Ordinal);
        Assert.NotEmpty(created.Header("Upload-Expires"));
        for (var offset = 0; offset < film.Length; offset += 1_000_000)
        {
            using var patched = await host.As.SendAsync(Patch(url, offset, film[offset..(offset + 1_000_000)]));
            Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
            Assert.Equal($"{offset + 1_000_000}", patched.Header("Upload-Offset"));
            if (offset + 1_000_000 == film.Length)
                Assert.Equal(sha256, patched.Header("Matinee-Sha256"));
        }

        var found = await host.Videos.FindAsync(video, CancellationToken.None);
        Assert.Equal((VideoState.Uploaded, "My holiday film", Visibility.Unlisted), (found!.State, found.Title, found.Visibility));
        Assert.Equal((film.Length, sha256, "My_holiday film.mp4"), ((int)found.Source!.Bytes, found.Source.Sha256, found.Source.FileName));
        Assert.Equal(film, await File.ReadAllBytesAsync(Path.Combine(host.Folder, "objects", found.Source.Key.Value)));
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "objects", ".incoming")));
        using var head = await host.As.SendAsync(Tus(HttpMethod.Head, url));
        Assert.Equal(sha256, head.Header("Matinee-Sha256"));
        using var again = await host.As.SendAsync(Patch(url, film.Length, []));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Creation_may_bring_the_first_bytes_or_all()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(5000);
        var request = Create(film.Length, ("filename", "a.mkv"));
        request.Content = new ByteArrayContent(film);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");

        using var created = await host.As.SendAsync(request);

        Assert.Equal((HttpStatusCode.Created, "5000"), (created.StatusCode, created.Header("Upload-Offset")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), created.Header("Matinee-Sha256"));
    }

    [Fact]
    public async Task A_deferred_length_is_declared_by_a_later_chunk()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(4000);
        var url = await host.As.BeginAsync(length: null);

        using var first = await host.As.SendAsync(Patch(url, 0, film[..2000]));
        var last = Patch(url, 2000, film[2000..]);
        last.Headers.Add("Upload-Length", "4000");
        using var second = await host.As.SendAsync(last);

        Assert.Equal("2000", first.Header("Upload-Offset"));
        Assert.NotEmpty(second.Header("Matinee-Sha256"));
    }

    [Fact]
    public async Task A_wrong_offset_is_a_conflict_and_changes_nothing()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(1000);
        var url = await host.As.BeginAsync(film.Length);
        using var first = await host.As.SendAsync(Patch(url, 0, film[..500]));

        using var wrong = await host.As.SendAsync(Patch(url, 400, film[400..]));

        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Equal(500, await host.As.OffsetAsync(url));
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task A_chunk_with_a_wrong_checksum_is_dropped_and_may_be_sent_again(string algorithm)
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(100_000);
        var url = await host.As.BeginAsync(film.Length);
        string Sum(byte[] bytes) => $"{algorithm} {Convert.ToBase64String(algorithm == "sha1" ? SHA1.HashData(bytes) : SHA256.HashData(bytes))}";
        using var good = await host.As.SendAsync(Patch(url, 0, film[..50_000], Sum(film[..50_000])));
        Assert.Equal("50000", good.Header("Upload-Offset"));

        using var bad = await host.As.SendAsync(Patch(url, 50_000, film[50_000..], Sum(film[..50_000])));

        Assert.Equal(460, (int)bad.StatusCode);
        Assert.Equal(50_000, await host.As.OffsetAsync(url));
        using var last = await host.As.SendAsync(Patch(url, 50_000, film[50_000..], Sum(film[50_000..])));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), last.Header("Matinee-Sha256"));
    }

    [Theory]
    [InlineData("md5 AAAA")]
    [InlineData("sha256 AAAA")]
    [InlineData("sha1")]
    public async Task A_checksum_that_cannot_be_checked_is_400(string checksum)
    {
        await using var host = await LibraryHost.StartAsync();
        var url = await host.As.BeginAsync(1000);

        using var answer = await host.As.SendAsync(Patch(url, 0, Film(1000), checksum));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await host.As.OffsetAsync(url));
    }

    [Fact]
    public async Task A_file_that_is_not_the_promised_one_fails_and_leaves_nothing()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(2000);
        using var created = await host.As.SendAsync(Create(film.Length, ("filename", "a.mp4"), ("sha256", new string('0', 64))));
        var url = created.Headers.Location!.ToString();

        using var answer = await host.As.SendAsync(Patch(url, 0, film));

        Assert.Equal(460, (int)answer.StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories));
        var video = await host.Videos.FindAsync(VideoId.From(created.Header("Matinee-Video")), CancellationToken.None);
        Assert.Equal((VideoState.Failed, "checksum_mismatch"), (video!.State, video.Failure!.Code));
        using var head = await host.As.SendAsync(Tus(HttpMethod.Head, url));
        Assert.Equal(HttpStatusCode.Gone, head.StatusCode);
    }

    [Fact]
    public async Task Termination_removes_file_and_draft()
    {
        await using var host = await LibraryHost.StartAsync();
        using var created = await host.As.SendAsync(Create(2000, ("filename", "a.mp4")));
        var url = created.Headers.Location!.ToString();
        using var patched = await host.As.SendAsync(Patch(url, 0, Film(1000)));

        using var ended = await host.As.SendAsync(Tus(HttpMethod.Delete, url));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories));
        Assert.Null(await host.Videos.FindAsync(VideoId.From(created.Header("Matinee-Video")), CancellationToken.None));
        using var after = await host.As.SendAsync(Patch(url, 1000, Film(1000)));
        Assert.Equal(HttpStatusCode.Gone, after.StatusCode);
    }

    [Fact]
    public async Task Another_user_meets_404_and_another_version_412()
    {
        await using var host = await LibraryHost.StartAsync();
        var url = await host.As.BeginAsync(2000);

        using var others = await host.Other.SendAsync(Tus(HttpMethod.Head, url));
        using var stranger = await host.Stranger.SendAsync(Tus(HttpMethod.Head, url));
        using var old = await host.As.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));

        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, old.StatusCode);
        Assert.Equal("1.0.0", old.Header("Tus-Version"));
    }

    [Fact]
    public async Task Head_is_never_cached_and_repeats_the_metadata()
    {
        await using var host = await LibraryHost.StartAsync();
        var url = await host.As.BeginAsync(2000, ("filename", "ä.mp4"), ("title", "Ä"));

        using var head = await host.As.SendAsync(Tus(HttpMethod.Head, url));

        Assert.True(head.Headers.CacheControl!.NoStore);
        Assert.Equal(Metadata(("filename", "ä.mp4"), ("title", "Ä")), head.Header("Upload-Metadata"));
        Assert.Equal("2000", head.Header("Upload-Length"));
    }

    [Fact]
    public async Task A_method_override_is_honoured()
    {
        await using var host = await LibraryHost.StartAsync();
        var url = await host.As.BeginAsync(2000);
        var request = Patch(url, 0, Film(2000));
        request.Method = HttpMethod.Post;
        request.Headers.Add("X-HTTP-Method-Override", "PATCH");

        using var answer = await host.As.SendAsync(request);

        Assert.Equal("2000", answer.Header("Upload-Offset"));
    }

    [Fact]
    public async Task More_than_promised_is_413_and_the_promised_part_stays()
    {
        await using var host = await LibraryHost.StartAsync();
        var url = await host.As.BeginAsync(1000);

        using var answer = await host.As.SendAsync(Patch(url, 0, Film(3000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.InRange(await host.As.OffsetAsync(url), 0, 1000);
    }

    [Fact]
    public async Task What_is_no_video_is_refused_by_name_and_by_its_first_bytes()
    {
        await using var host = await LibraryHost.StartAsync();

        using var byName = await host.As.SendAsync(Create(1000, ("filename", "notes.txt")));
        using var created = await host.As.SendAsync(Create(1000, ("filename", "film.mp4")));
        var url = created.Headers.Location!.ToString();
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, .. Film(994)];
        using var byBytes = await host.As.SendAsync(Patch(url, 0, picture));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, byName.StatusCode);
        Assert.Contains("Not a video: it looks like a document. Nothing was sent.", await byName.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, byBytes.StatusCode);
        Assert.Contains("a PNG picture", await byBytes.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var video = await host.Videos.FindAsync(VideoId.From(created.Header("Matinee-Video")), CancellationToken.None);
        Assert.Equal("not_video", video!.Failure!.Code);
    }
}

[OnPostgres]
public sealed class TusOnPostgresTests : TusTests;
