using System.Text.RegularExpressions;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Docs;

public sealed partial class MetricsReferenceTests
{
    private static readonly string Root = MatineeProcess.RepositoryRoot();

    [Fact]
    public void Every_metric_is_documented_and_every_documented_one_exists()
    {
        var emitted = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => Literal().Matches(File.ReadAllText(path)).Select(m => m.Groups[1].Value))
            .ToHashSet();

        Assert.Equal(Documented().Order(StringComparer.Ordinal), emitted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_emits_no_name_that_is_not_documented()
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateClient();

        var text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Subset(Documented(), TypeLine().Matches(text).Select(m => m.Groups[1].Value).ToHashSet());
    }

    private static HashSet<string> Documented() =>
        [.. Row().Matches(File.ReadAllText(Path.Combine(Root, "docs", "4-reference", "metrics.md"))).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("\"(matinee_[a-z0-9_]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\| `(matinee_[a-z0-9_]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# TYPE (\S+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
