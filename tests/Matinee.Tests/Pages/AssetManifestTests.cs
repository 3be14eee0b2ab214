using System.Text.Json;
using Matinee.App.Pages.Assets;
using Xunit;

namespace Matinee.Tests.Pages;

public sealed class AssetManifestTests
{
    private const string Manifest = """
        {
          "_shared-1.js": { "file": "assets/shared-1.js", "imports": ["src/shell/main.ts"] },
          "src/css/matinee.css": { "file": "assets/css-9.css", "name": "css", "isEntry": true },
          "src/icons/icons.svg": { "file": "assets/icons-7.svg" },
          "src/shell/main.ts": { "file": "assets/shell-2.js", "name": "shell", "isEntry": true },
          "src/library/main.ts": { "file": "assets/library-3.js", "name": "library", "isEntry": true, "imports": ["_shared-1.js", "src/shell/main.ts"], "css": ["assets/library-4.css"] }
        }
        """;

    private readonly AssetManifest _manifest = AssetManifest.Read(JsonDocument.Parse(Manifest).RootElement, new Dictionary<string, AssetFile>());

    [Fact]
    public void An_entry_brings_everything_it_imports_once()
    {
        var library = _manifest.Find("library");

        Assert.NotNull(library);
        Assert.Equal("/assets/library-3.js", library.Address);
        Assert.Equal(["/assets/shared-1.js", "/assets/shell-2.js"], library.Preloads);
        Assert.Equal(["/assets/library-4.css"], library.Styles);
    }

    [Fact]
    public void Icons_are_found_by_their_file_name() => Assert.Equal("/assets/icons-7.svg", _manifest.Icons);

    [Fact]
    public void Without_a_build_nothing_is_found_and_nothing_breaks()
    {
        var manifest = AssetManifest.Load(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        Assert.True(manifest.IsEmpty);
        Assert.Null(manifest.Find("shell"));
        Assert.Equal("", manifest.Icons);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public void The_smallest_accepted_form_is_served(string? accepted, string? encoding)
    {
        var file = new AssetFile("/a/shell-2.js", "text/javascript", HasBrotli: true, HasGzip: true);

        Assert.Equal(encoding, file.Choose(accepted).Encoding);
    }
}
