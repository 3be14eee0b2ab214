using System.Collections.Immutable;
using System.Globalization;
using Matinee.App.Nodes.Members;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>The nodes, and who led them.</summary>
public sealed record ClusterView(ClusterState State, QueueMoment Moment, ImmutableArray<LogLine> Elections)
{
    public static ClusterView Of(ClusterState state, QueueMoment moment, Words words) => new(state, moment,
    [
        .. state.Elections.Select(election => new LogLine(
            election.At.ToUnixTimeMilliseconds(), election.Leader is null ? "bad" : "",
            election.Leader is { } leader
                ? words.Format("admin.cluster.elected", ("node", leader), ("term", election.Term.ToString(CultureInfo.InvariantCulture)))
                : words["admin.cluster.nobody"])),
    ]);
}
