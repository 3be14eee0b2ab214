using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Pages.Watch;
using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Pages.Watch;

public sealed class WatchViewTests
{
    [Fact]
    public void The_setup_speaks_the_names_that_the_player_reads()
    {
        var view = View(Film() with { State = VideoState.Playable, DurationSeconds = 60.5, EncodedSeconds = 8, Fps = "30000/1001" });

        using var json = JsonDocument.Parse(view.SetupJson);

        var root = json.RootElement;
        Assert.Equal("playable", root.GetProperty("state").GetString());
        Assert.Equal(60.5, root.GetProperty("duration").GetDouble());
        Assert.Equal(8, root.GetProperty("encodedSeconds").GetDouble());
        Assert.Equal("/hls/x/master.m3u8", root.GetProperty("source").GetProperty("masterUrl").GetString());
        Assert.Equal("en", root.GetProperty("source").GetProperty("captions")[0].GetProperty("language").GetString());
        Assert.Equal(12.5, root.GetProperty("chapters")[0].GetProperty("start").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("failure").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("next").ValueKind);
    }

    [Fact]
    public void A_failure_is_shown_only_while_the_video_is_failed()
    {
        var failure = new VideoFailure("source_truncated", "The file ends early", "61 of 74 minutes are there.");

        Assert.Equal(failure, View(Film() with { State = VideoState.Failed, Failure = failure }).Setup.Failure);
        Assert.Null(View(Film() with { State = VideoState.Ready, Failure = failure }).Setup.Failure);
    }

    [Fact]
    public void The_encoding_line_names_the_best_rung_that_is_not_ready()
    {
        var film = Film() with
        {
            State = VideoState.Playable,
            Renditions = [Rung("1080p", 1080, "running"), Rung("720p", 720, "ready"), Rung("360p", 360, "running")],
        };

        Assert.Equal("1080p", View(film).Encoding?.Name);
        Assert.Null(View(film with { Renditions = [Rung("720p", 720, "ready")] }).Encoding);
        Assert.Null(View(film with { State = VideoState.Failed }).Encoding);
    }

    [Fact]
    public void A_summary_is_one_line_and_ends_at_a_word()
    {
        var view = View(Film() with { Description = "One keeper,\n\n  one lamp, four seasons." });

        Assert.Equal("One keeper, one lamp, four seasons.", view.Summary());
        Assert.Equal("One keeper, one…", view.Summary(18));
        Assert.Equal("abc…", View(Film() with { Description = "abcdefgh" }).Summary(4));
    }

    [Theory]
    [InlineData(1920, 1080, null, null, 640, 360)]
    [InlineData(1920, 1080, 800, 200, 356, 200)]
    [InlineData(1080, 1920, 300, null, 300, 533)]
    public void A_rich_link_keeps_the_shape_of_the_picture(int width, int height, int? maxWidth, int? maxHeight, int expectedWidth, int expectedHeight)
    {
        var view = View(Film() with { Title = "\"A\" <b>", Width = width, Height = height });

        var link = OEmbed.Of(view, "https://a.example/", "https://a.example/embed/x?a=1&b=2", maxWidth, maxHeight);

        Assert.Equal((expectedWidth, expectedHeight), (link.Width, link.Height));
        Assert.Contains("src=\"https://a.example/embed/x?a=1&amp;b=2\"", link.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", link.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rich_link_is_found_by_the_address_of_the_page_or_of_its_embed()
    {
        var id = VideoId.New(TimeProvider.System);

        Assert.Equal(id, OEmbedEndpoints.FindId($"https://a.example/watch/{id}"));
        Assert.Equal(id, OEmbedEndpoints.FindId($"https://a.example/embed/{id}?t=12"));
        Assert.Null(OEmbedEndpoints.FindId($"https://a.example/studio/{id}"));
        Assert.Null(OEmbedEndpoints.FindId($"https://a.example/watch/{id}/more"));
        Assert.Null(OEmbedEndpoints.FindId("https://a.example/watch/nothing"));
        Assert.Null(OEmbedEndpoints.FindId("not an address"));
    }

    private static Video Film() => new()
    {
        Id = VideoId.New(TimeProvider.System),
        OwnerId = EntityIds.New<UserId>(TimeProvider.System),
        Title = "The Keeper’s Year",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static RenditionStatus Rung(string name, int height, string state) => new(name, height * 16 / 9, height, "avc1.64001f", 1_000_000, state, 0.5);

    private static WatchView View(Video video)
    {
        var links = new PlaybackLinks(
            "/hls/x/master.m3u8", null, "/hls/x/storyboard.vtt", "/hls/x/poster.jpg", [new("en", "English", "/c.vtt")], [new(12.5, "Night watch")]);
        var setup = PlayerSetup.Of(video, links, null, new WatchViewer(SignedIn: true, Owns: true, Embedded: false), null);
        return new WatchView(video, "Marit", setup, links.PosterUrl, ImmutableArray<NextUp>.Empty, "https://a.example/watch/x", null);
    }
}
