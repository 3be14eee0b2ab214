using System.Text;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Pages;
using Xunit;

namespace Matinee.Tests.Pages;

public sealed class PageModelTests
{
    private static readonly PageVisit Visit = new("Ingrid Solberg", Role.Member, null, "/studio", "?q=salt&show=failed&cursor=abc");

    [Fact]
    public void A_changed_filter_starts_the_list_anew_and_keeps_the_rest() =>
        Assert.Equal("/studio?q=salt&show=making", PageAddress.With(Visit, ("show", "making")));

    [Fact]
    public void A_parameter_that_is_taken_away_leaves_no_trace() =>
        Assert.Equal("/studio?q=salt", PageAddress.With(Visit, ("show", null)));

    [Theory]
    [InlineData("/studio?show=failed", "/studio?show=failed")]
    [InlineData("/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Nobody_is_sent_to_another_site(string? asked, string expected) => Assert.Equal(expected, PageAddress.Local(asked));

    [Theory]
    [InlineData("Ingrid Solberg", "IS")]
    [InlineData("ada", "A")]
    [InlineData("prof. dr. Mirza", "PM")]
    [InlineData("", "?")]
    [InlineData(null, "?")]
    public void An_avatar_shows_first_and_last_initial(string? name, string initials) => Assert.Equal(initials, PageVisit.Initials(name));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.004, 0)]
    [InlineData(0.999, 99)]
    [InlineData(1, 100)]
    [InlineData(7, 100)]
    public void Hundred_is_shown_only_when_it_is_done(double share, int step) => Assert.Equal(step, Steps.Of(share));

    [Fact]
    public void A_ladder_puts_renditions_on_fixed_rungs()
    {
        var rungs = Rungs.Of([Rendition("360p", 640, 360, "ready"), Rendition("1080p", 1080, 1920, "running", 0.4), Rendition("2160p", 3840, 2160, "failed")]);

        Assert.Equal(6, rungs.Length);
        Assert.Equal(new Rung(null, "wait", 0), rungs[0]);
        Assert.Equal(new Rung("360p", "", 1), rungs[1]);
        Assert.Equal(new Rung("1080p", "run", 0.4), rungs[4]);
        Assert.Equal(new Rung("2160p", "bad", 1), rungs[5]);
    }

    [Fact]
    public void A_ladder_without_renditions_is_empty_rungs() =>
        Assert.All(Rungs.Of(default), rung => Assert.Equal("wait", rung.Kind));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData(-3.5, "-3.5")]
    public void A_cell_survives_a_spreadsheet(object value, string expected) => Assert.Equal(expected, VideoCsv.Cell(value));

    [Fact]
    public void A_row_of_the_export_has_as_many_cells_as_its_head()
    {
        var text = new StringBuilder();

        VideoCsv.Append(text, Film());

        Assert.Equal(VideoCsv.Head.Split(',').Length, text.ToString().Split(',').Length);
    }

    [Fact]
    public void A_film_that_plays_while_it_is_encoded_is_in_the_making()
    {
        var face = new VideoFace(Film() with { State = VideoState.Playable, DurationSeconds = 4308, Fps = "30000/1001" }, Position: 1077);

        Assert.True(face.IsMaking);
        Assert.Equal("1:11:48", face.Length);
        Assert.Equal(0.25, face.Watched, 3);
        Assert.Equal(29.97, face.FramesPerSecond, 2);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/605", "Safari on iPhone")]
    [InlineData("matinee/0.1.0", "matinee")]
    [InlineData("", "?")]
    public void A_session_is_named_as_people_name_it(string client, string expected) =>
        Assert.Equal(expected, new SessionRow("f1", "page", client, DateTimeOffset.UnixEpoch, false).Where);

    private static Video Film() => new()
    {
        Id = new VideoId("v0000000000000001"),
        OwnerId = new UserId("u0000000000000001"),
        Title = "Salt Road",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static RenditionStatus Rendition(string name, int width, int height, string state, double progress = 0) =>
        new(name, width, height, "avc1.64001f", 1_000_000, state, progress);
}
