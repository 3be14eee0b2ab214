using System.Text.RegularExpressions;
using Matinee.App.Pages.Wording;
using Xunit;

namespace Matinee.Tests.Pages;

public sealed partial class WordsTests
{
    private readonly Words _words = Words.Load("en");

    [Fact]
    public void Places_are_filled_and_the_plural_is_chosen()
    {
        Assert.Equal("1 video", _words.Count("library.videos", 1));
        Assert.Equal("1,204 videos", _words.Count("library.videos", 1204));
        Assert.Equal("Account of Ada", _words.Format("shell.accountOf", ("name", "Ada")));
    }

    [Fact]
    public void A_missing_text_is_an_error() => Assert.Throws<KeyNotFoundException>(() => _words["no.such.key"]);

    [Fact]
    public void Every_text_that_a_page_asks_for_by_name_is_there()
    {
        var missing = Directory.EnumerateFiles(PagesFolder(), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => KeyPattern().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value))
            .Where(key => _words.Find(key) is null && _words.Find(key + ".one") is null)
            .Distinct();

        Assert.Empty(missing);
    }

    private static string PagesFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Matinee.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Matinee.slnx");
        return Path.Combine(folder.FullName, "src", "Matinee.App", "Pages");
    }

    [GeneratedRegex("""Text(?:\[|\.Format\(|\.Count\()"(?<key>[a-zA-Z.]+)""")]
    private static partial Regex KeyPattern();
}
