using Xunit;

namespace Matinee.Tests.Architecture;

/// <summary>Who may lean on whom. What a feature may use, it may use through what that one uses.</summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string[]> Features = new()
    {
        ["Http"] = [],
        ["Database"] = [],
        ["Storage"] = [],
        ["Limits"] = ["Http", "Database"],
        ["Accounts"] = ["Http", "Database", "Limits"],
        ["Nodes"] = ["Http", "Database"],
        ["Library"] = ["Accounts", "Storage"],
        ["Uploads"] = ["Library", "Limits", "Storage", "Nodes"],
        ["Fleet"] = ["Accounts", "Nodes"],
        ["Transcoding"] = ["Library", "Storage", "Nodes", "Fleet"],
        ["Workers"] = ["Transcoding"],
        ["Dispatch"] = ["Transcoding"],
        ["Scaling"] = ["Fleet", "Transcoding"],
        ["Streams"] = ["Accounts", "Nodes", "Storage"],
        ["Playback"] = ["Library", "Transcoding", "Streams"],
        ["Moderation"] = ["Accounts", "Limits"],
        ["Rooms"] = ["Playback", "Library", "Moderation", "Nodes"],
        ["Pages"] =
        [
            "Http", "Database", "Storage", "Limits", "Accounts", "Nodes", "Library", "Uploads", "Fleet", "Transcoding", "Workers", "Dispatch",
            "Scaling", "Streams", "Playback", "Moderation", "Rooms",
        ],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Fact]
    public void A_feature_leans_only_on_those_below_it()
    {
        var wrong = SourceTree.FolderGraph("Matinee.App")
            .SelectMany(folder => folder.Value.Except(Reach(folder.Key)).Select(target => $"{folder.Key} -> {target}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_feature_stands_in_the_table()
    {
        Assert.Empty(SourceTree.FolderGraph("Matinee.App").Keys.Where(f => f.Length > 0).Except(Features.Keys));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_lean_on_each_other_in_a_circle(string project)
    {
        var graph = SourceTree.FolderGraph(project);

        Assert.Empty(graph.Keys.Where(start => Follow(graph, start).Contains(start)).Select(f => f.Length == 0 ? "(root)" : f));
    }

    private static HashSet<string> Reach(string feature)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>(Features.GetValueOrDefault(feature, []));
        while (open.TryDequeue(out var next))
        {
            if (found.Add(next))
                Array.ForEach(Features[next], open.Enqueue);
        }

        return found;
    }

    private static HashSet<string> Follow(Dictionary<string, SortedSet<string>> graph, string start)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>(graph[start]);
        while (open.TryDequeue(out var next))
        {
            if (!found.Add(next) || !graph.TryGetValue(next, out var further))
                continue;
            foreach (var target in further)
                open.Enqueue(target);
        }

        return found;
    }
}
