using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matinee.IntegrationTests.Library;

public class LibraryTests
{
    [Fact]
    public async Task Each_viewer_sees_what_is_for_them()
    {
        await using var host = await LibraryHost.StartAsync();
        foreach (var visibility in Enum.GetValues<Visibility>())
            await ReadyAsync(host, visibility.ToString(), visibility);
        await host.Videos.CreateDraftAsync(new VideoDraft(LibraryHost.Anna, "draft", Visibility.Public), CancellationToken.None);

        Assert.Equal(["Public"], await TitlesAsync(host.Stranger, "sort=title"));
        Assert.Equal(["Members", "Public"], await TitlesAsync(host.Other, "sort=title"));
        Assert.Equal(["draft", "Members", "Password", "Private", "Public", "Unlisted"], await TitlesAsync(host.As, "sort=title"));
        Assert.Equal(["draft", "Members", "Password", "Private", "Public", "Unlisted"], await TitlesAsync(host.Admin, "sort=title&all=true"));
        Assert.Equal(["Private"], await TitlesAsync(host.As, "visibility=private"));
        Assert.Equal(["draft"], await TitlesAsync(host.As, "mine=true&state=uploading"));
        Assert.Empty(await TitlesAsync(host.Other, "mine=true"));
        using var forbidden = await host.As.GetAsync("/api/videos?all=true");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_video_answers_404_to_whom_it_is_not_for()
    {
        await using var host = await LibraryHost.StartAsync();
        var hidden = await ReadyAsync(host, "hidden", Visibility.Private);
        var members = await ReadyAsync(host, "members", Visibility.Members);
        var unlisted = await ReadyAsync(host, "unlisted", Visibility.Unlisted);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host.Stranger, hidden));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host.Other, hidden));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.As, hidden));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Admin, hidden));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host.Stranger, members));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Other, members));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Stranger, unlisted));
        using var patched = await host.Other.PatchAsJsonAsync($"/api/videos/{unlisted}", new { title = "mine now" });
        Assert.Equal(HttpStatusCode.NotFound, patched.StatusCode);
        using var deleted = await host.Other.DeleteAsync($"/api/videos/{unlisted}");
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
    }

    [Fact]
    public async Task Search_folds_case_in_every_alphabet_and_takes_its_wildcards_literally()
    {
        await using var host = await LibraryHost.StartAsync();
        await ReadyAsync(host, "ÄRGER im Büro", Visibility.Public);
        await ReadyAsync(host, "100% Film_Noir", Visibility.Public);

        Assert.Equal(["ÄRGER im Büro"], await TitlesAsync(host.Stranger, "q=b%C3%9CRO%20%C3%A4rg"));
        Assert.Equal(["100% Film_Noir"], await TitlesAsync(host.Stranger, "q=0%25"));
        Assert.Equal(["100% Film_Noir"], await TitlesAsync(host.Stranger, "q=m_n"));
        Assert.Empty(await TitlesAsync(host.Stranger, "q=f__m"));
        Assert.Empty(await TitlesAsync(host.Stranger, "q=%27%20OR%201%3D1%20--"));
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("title")]
    [InlineData("views")]
    [InlineData("longest")]
    [InlineData("updated")]
    public async Task Pages_hold_every_video_once_in_any_order(string sort)
    {
        await using var host = await LibraryHost.StartAsync();
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
            await ReadyAsync(host, $"{(char)('a' + random.Next(3))}", Visibility.Public, random.Next(3));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.Stranger.GetFromJsonAsync<JsonElement>($"/api/videos?sort={sort}&limit=4{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_password_opens_a_video_until_it_changes()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "secret", Visibility.Private);
        using (var missing = await host.As.PatchAsJsonAsync($"/api/videos/{id}", new { visibility = "password" }))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
        using (var set = await host.As.PatchAsJsonAsync($"/api/videos/{id}", new { visibility = "password", password = "open sesame" }))
            Assert.DoesNotContain("sesame", await set.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host.Other, id));
        using (var wrong = await host.Other.PostAsJsonAsync($"/api/videos/{id}/unlock", new { password = "open" }))
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        using var right = await host.Other.PostAsJsonAsync($"/api/videos/{id}/unlock", new { password = "open sesame" });
        var token = (await right.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        using (var open = await host.Stranger.GetAsync($"/api/videos/{id}?unlock={token}"))
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Contains("httponly", right.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        using (await host.As.PatchAsJsonAsync($"/api/videos/{id}", new { password = "another" }))
        using (var shut = await host.Stranger.GetAsync($"/api/videos/{id}?unlock={token}"))
            Assert.Equal(HttpStatusCode.Forbidden, shut.StatusCode);
    }

    [Theory]
    [InlineData("""{"title": ""}""")]
    [InlineData("""{"title": "a\nb"}""")]
    [InlineData("""{"password": "abc", "visibility": "password"}""")]
    [InlineData("""{"description": "\u0000"}""")]
    public async Task A_patch_that_is_not_acceptable_is_422_and_changes_nothing(string body)
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "before", Visibility.Private);

        using var answer = await host.As.PatchAsync($"/api/videos/{id}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("before", (await host.Videos.FindAsync(id, CancellationToken.None))!.Title);
    }

    [Fact]
    public async Task Captions_come_in_as_subrip_and_go_out_as_webvtt()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "film", Visibility.Public);
        const string SubRip = "1\r\n00:00:01,500 --> 00:00:03,000\r\n{\\an8}<font color=red>Hello</font> & <i>you</i>\r\n\r\n";

        using var added = await host.As.PostAsync($"/api/videos/{id}/captions?language=en&label=English", new StringContent(SubRip, Encoding.UTF8, "application/x-subrip"));
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        var url = added.Headers.Location!.ToString();
        var list = await host.Stranger.GetFromJsonAsync<JsonElement>($"/api/videos/{id}/captions");
        using var read = await host.Stranger.GetAsync(url);

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("English", list.GetProperty("items")[0].GetProperty("label").GetString());
        Assert.Equal("text/vtt", read.Content.Headers.ContentType!.MediaType);
        Assert.Equal("WEBVTT\n\n00:00:01.500 --> 00:00:03.000\nHello &amp; <i>you</i>\n", await read.Content.ReadAsStringAsync());
        using var others = await host.Other.DeleteAsync(url);
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using var removed = await host.As.DeleteAsync(url);
        using var gone = await host.Stranger.GetAsync(url);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, gone.StatusCode));
        using var bad = await host.As.PostAsync($"/api/videos/{id}/captions?language=en", new StringContent("no captions"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
    }

    [Fact]
    public async Task Chapters_are_kept_in_order_and_the_owner_s_stay_when_the_probe_comes()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "film", Visibility.Public);

        using var put = await host.As.PutAsJsonAsync($"/api/videos/{id}/chapters", new { items = new[] { new { start = 60.5, title = "Two" }, new { start = 0.0, title = "One" } } });
        await host.Services.GetRequiredService<ChapterStore>().SeedAsync(id, [new VideoChapter(0, "From the file")], CancellationToken.None);
        var chapters = await host.Stranger.GetFromJsonAsync<JsonElement>($"/api/videos/{id}/chapters");
        using var twice = await host.As.PutAsJsonAsync($"/api/videos/{id}/chapters", new { items = new[] { new { start = 1.0, title = "A" }, new { start = 1.0, title = "B" } } });

        Assert.Equal(["One", "Two"], chapters.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("title").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    [Fact]
    public async Task An_own_thumbnail_must_be_a_picture_and_is_served_with_an_etag()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "film", Visibility.Public);
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

        using var script = await host.As.PutAsync($"/api/videos/{id}/thumbnail", new StringContent("<svg onload=alert(1)>"));
        using var large = await host.As.PutAsync($"/api/videos/{id}/thumbnail", new ByteArrayContent(new byte[(5 * 1024 * 1024) + 1]));
        using var put = await host.As.PutAsync($"/api/videos/{id}/thumbnail", new ByteArrayContent(png));
        using var read = await host.Stranger.GetAsync($"/api/videos/{id}/thumbnail");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/videos/{id}/thumbnail");
        again.Headers.IfNoneMatch.Add(read.Headers.ETag!);
        using var unchanged = await host.Stranger.SendAsync(again);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, script.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(png, await read.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", read.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Positions_are_kept_per_user_and_listed_for_going_on()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "film", Visibility.Public);

        using var put = await host.Other.PutAsJsonAsync($"/api/videos/{id}/position", new { seconds = 12.5 });
        var position = await host.Other.GetFromJsonAsync<JsonElement>($"/api/videos/{id}/position");
        var own = await host.As.GetFromJsonAsync<JsonElement>($"/api/videos/{id}/position");
        var list = await host.Other.GetFromJsonAsync<JsonElement>("/api/me/positions");
        using var forget = await host.Other.PutAsJsonAsync($"/api/videos/{id}/position", new { seconds = 0 });
        var after = await host.Other.GetFromJsonAsync<JsonElement>("/api/me/positions");

        Assert.Equal((12.5, 0.0), (position.GetProperty("seconds").GetDouble(), own.GetProperty("seconds").GetDouble()));
        Assert.Equal("film", list.GetProperty("items")[0].GetProperty("video").GetProperty("title").GetString());
        Assert.Equal(0, after.GetProperty("items").GetArrayLength());
        using var stranger = await host.Stranger.GetAsync("/api/me/positions");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task Events_begin_with_a_snapshot_and_end_with_the_deletion()
    {
        await using var host = await LibraryHost.StartAsync();
        var id = await ReadyAsync(host, "film", Visibility.Public);
        using var deadline = new CancellationTokenSource(Patient.Limit);
        await using var stream = await host.Stranger.GetStreamAsync($"/api/videos/{id}/events", deadline.Token);
        using var reader = new StreamReader(stream);

        var first = await NextAsync(reader, deadline.Token);
        using (await host.As.PatchAsJsonAsync($"/api/videos/{id}", new { title = "another" }))
        {
        }

        var second = await NextOtherAsync(reader, first, deadline.Token);
        using (await host.As.DeleteAsync($"/api/videos/{id}"))
        {
        }

        var third = await NextOtherAsync(reader, second, deadline.Token);
        var rest = await reader.ReadToEndAsync(deadline.Token);

        Assert.Equal(("state", "ready"), (first.GetProperty("type").GetString(), first.GetProperty("video").GetProperty("state").GetString()));
        Assert.Equal("another", second.GetProperty("video").GetProperty("title").GetString());
        Assert.Equal("deleted", third.GetProperty("type").GetString());
        Assert.DoesNotContain("data:", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_video_is_gone_at_once_and_its_objects_after_the_grace()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var host = await LibraryHost.StartAsync(time: time);
        var id = await ReadyAsync(host, "film", Visibility.Public);
        var objects = host.Services.GetRequiredService<IObjectStore>();
        var sweep = host.Services.GetRequiredService<LibrarySweep>();
        foreach (var key in new[] { $"videos/{id}/1/720p/00001-1-abcdefgh.m4s", $"library/{id}/thumbnail.jpg" })
            await objects.PutAsync(new ObjectKey(key), new MemoryStream([1, 2, 3]), CancellationToken.None);

        using var deleted = await host.As.DeleteAsync($"/api/videos/{id}");
        await sweep.RunAsync(CancellationToken.None);
        var early = Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories).Length;
        time.Advance(TimeSpan.FromMinutes(2));
        await sweep.RunAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host.As, id));
        Assert.Equal(2, early);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_source_that_no_video_refers_to_is_removed_when_it_is_old()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var host = await LibraryHost.StartAsync(time: time);
        var objects = host.Services.GetRequiredService<IObjectStore>();
        var draft = await host.Videos.CreateDraftAsync(new VideoDraft(LibraryHost.Anna, "film"), CancellationToken.None);
        var kept = await objects.PutAsync(new ObjectKey($"sources/{draft.Id}/p1"), new MemoryStream([1]), CancellationToken.None);
        await objects.PutAsync(new ObjectKey($"sources/{draft.Id}/p2"), new MemoryStream([1]), CancellationToken.None);
        await host.Videos.MarkUploadedAsync(draft.Id, new VideoSource(kept.Key, "a.mp4", "video/mp4", 1, new string('0', 64)), CancellationToken.None);
        var sweep = host.Services.GetRequiredService<LibrarySweep>();

        await sweep.RunAsync(CancellationToken.None);
        var young = Directory.GetFiles(Path.Combine(host.Folder, "objects", "sources"), "*", SearchOption.AllDirectories).Length;
        time.Advance(TimeSpan.FromDays(2));
        await sweep.RunAsync(CancellationToken.None);

        Assert.Equal(2, young);
        Assert.Equal("p1", Path.GetFileName(Directory.GetFiles(Path.Combine(host.Folder, "objects", "sources"), "*", SearchOption.AllDirectories).Single()));
    }

    [Fact]
    public async Task No_path_among_5000_hostile_ones_is_served()
    {
        await using var host = await LibraryHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "canary"), "canary");
        var random = new Random(4);
        string[] parts = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%00", "canary", "matinee.db", "v0000000000000000", ".", "%252e%252e/", "ü", new('a', 500), "%c0%ae%c0%ae/"];
        string[] routes = ["/api/videos/{0}", "/api/videos/{0}/thumbnail", "/api/videos/v0000000000000000/captions/{0}", "/api/uploads/{0}", "/api/uploads/{0}/content"];
        await Parallel.ForAsync(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancellationToken) =>
        {
            string path;
            lock (random)
                path = string.Format(null, routes[random.Next(routes.Length)], string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => parts[random.Next(parts.Length)])));
            using var request = new HttpRequestMessage(path.Contains("content", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Get, new Uri(host.Address.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            using var answer = await host.Admin.SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            // "/api/uploads/." is the list itself.
            Assert.True((int)answer.StatusCode is 400 or 403 or 404 or 405 or 414 or 505 || body.StartsWith("{\"items\":[]", StringComparison.Ordinal), $"{answer.StatusCode} for {path}");
            Assert.False(body.StartsWith("canary", StringComparison.Ordinal) || body.StartsWith("SQLite", StringComparison.Ordinal), path);
        });
    }

    private static async Task<VideoId> ReadyAsync(LibraryHost host, string title, Visibility visibility, double seconds = 100)
    {
        var draft = await host.Videos.CreateDraftAsync(new VideoDraft(LibraryHost.Anna, title, visibility), CancellationToken.None);
        await host.Services.GetRequiredService<VideoProcessing>().ReportAsync(
            draft.Id, new ProcessingReport(VideoState.Ready, 1, [], seconds, 640, 360, "25/1", 1, null, seconds, null), CancellationToken.None);
        return draft.Id;
    }

    private static async Task<string[]> TitlesAsync(HttpClient client, string query)
    {
        var page = await client.GetFromJsonAsync<JsonElement>($"/api/videos?{query}");
        return [.. page.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("title").GetString()!)];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, VideoId id)
    {
        using var answer = await client.GetAsync($"/api/videos/{id}");
        return answer.StatusCode;
    }

    // What another process wrote is told again where it may have been missed.
    private static async Task<JsonElement> NextOtherAsync(StreamReader reader, JsonElement last, CancellationToken cancellationToken)
    {
        JsonElement next;
        do
            next = await NextAsync(reader, cancellationToken);
        while (JsonElement.DeepEquals(next, last));
        return next;
    }

    private static async Task<JsonElement> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonSerializer.Deserialize<JsonElement>(line[6..]);
        }

        throw new EndOfStreamException("The events ended.");
    }
}

[OnPostgres]
public sealed class LibraryOnPostgresTests : LibraryTests;
