using System.Xml.Linq;
using Xunit;

namespace Matinee.Tests.Architecture;

/// <summary>The table of ARCHITECTURE.md, read from the project files.</summary>
public sealed class ProjectTests
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private static readonly Dictionary<string, (string[] References, string[] Packages)> Table = new()
    {
        ["Matinee.Processes"] = ([], []),
        ["Matinee.Media"] = (["Processes"], []),
        ["Matinee.Realtime"] = ([], [AspNetCore]),
        ["Matinee.Brokers"] = (["Realtime"], ["StackExchange.Redis"]),
        ["Matinee.Cluster"] = (["Processes"], []),
        ["Matinee.App"] = (["Media", "Realtime", "Cluster", "Processes"], [AspNetCore, "Dapper", "Microsoft.AspNetCore.OpenApi", "Polly.Core"]),
        ["Matinee.Adapters"] = (["App", "Cluster", "Brokers", "Processes"],
            [AspNetCore, "AWSSDK.S3", "Dapper", "Microsoft.Data.Sqlite.Core", "Npgsql", "SQLitePCLRaw.core", "SQLitePCLRaw.lib.e_sqlite3", "SQLitePCLRaw.provider.e_sqlite3"]),
        ["Matinee.Client"] = ([], []),
        ["Matinee.Server"] = (["Processes", "Media", "Realtime", "Brokers", "Cluster", "App", "Adapters", "Client"],
            ["OpenTelemetry.Exporter.OpenTelemetryProtocol", "Spectre.Console", "System.CommandLine"]),
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Fact]
    public void There_are_nine_projects()
    {
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), SourceTree.Projects);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_table_allows(string project)
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, "src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(Include(r))["Matinee.".Length..]);
        var packages = file.Descendants("PackageReference").Concat(file.Descendants("FrameworkReference")).Select(Include);

        Assert.Empty(references.Except(Table[project].References));
        Assert.Empty(packages.Except(Table[project].Packages));
    }

    private static string Include(XElement item) => item.Attribute("Include")?.Value ?? "";
}
