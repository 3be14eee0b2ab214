using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Playback;

public class LanguageTagsTests
{
    [Theory]
    [InlineData("eng", "en")]
    [InlineData("ger", "de")]
    [InlineData("deu", "de")]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("haw", "haw")]
    [InlineData("und", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("a\"b", null)]
    public void Codes_of_files_become_tags_of_the_web(string? code, string? tag) => Assert.Equal(tag, LanguageTags.Bcp47(code));
}
