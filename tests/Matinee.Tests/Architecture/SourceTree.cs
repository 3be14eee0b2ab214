using System.Text.RegularExpressions;
using Matinee.Testing;

namespace Matinee.Tests.Architecture;

/// <summary>The repository as the architecture tests read it.</summary>
internal static partial class SourceTree
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "wwwroot", "artifacts", ".git"];

    public static string Root { get; } = MatineeProcess.RepositoryRoot();

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    /// <summary>Files below a folder of the repository, with one of the endings.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
            return [];
        return Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
            .Where(path => endings.Any(e => path.EndsWith(e, StringComparison.Ordinal)))
            .Where(path => !Path.GetRelativePath(Root, path).Split('/').Any(part => Skipped.Contains(part)));
    }

    public static string Name(string path) => Path.GetRelativePath(Root, path);

    /// <summary>Which first-level folder of a project leans on which, by its using directives.</summary>
    public static Dictionary<string, SortedSet<string>> FolderGraph(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        var graph = new Dictionary<string, SortedSet<string>>();
        foreach (var path in Files(Path.Combine("src", project), ".cs", ".razor"))
        {
            var from = Path.GetRelativePath(folder, path).Split('/') is [var first, _, ..] ? first : "";
            var edges = graph.TryGetValue(from, out var known) ? known : graph[from] = [];
            foreach (Match match in Using().Matches(File.ReadAllText(path)))
            {
                var parts = match.Groups[1].Value.Split('.');
                if (string.Join('.', parts.Take(2)) == project && parts.Length > 2 && parts[2] != from)
                    edges.Add(parts[2]);
            }
        }

        return graph;
    }

    [GeneratedRegex(@"^\s*(?:global )?@?using (?:static )?(?:\w+ = )?(Matinee\.[\w.]+);?\s*$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
