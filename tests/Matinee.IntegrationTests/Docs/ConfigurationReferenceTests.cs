using Matinee.Server.Configuration;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Docs;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void The_reference_says_what_the_option_classes_say()
    {
        var path = Path.Combine(MatineeProcess.RepositoryRoot(), "docs", "4-reference", "configuration.md");

        Assert.True(
            File.ReadAllText(path).ReplaceLineEndings("\n") == ConfigurationReference.Render(),
            "docs/4-reference/configuration.md is stale; write it anew with: ./run config reference > docs/4-reference/configuration.md");
    }
}
