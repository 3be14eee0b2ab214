using Matinee.Cluster.Leadership;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Nodes.Forwarding;

/// <summary><c>X-HLS-Node</c>, <c>X-HLS-Leader</c> and <c>X-HLS-Is-Leader</c>: who answered, and who leads as far as that one knows.</summary>
public sealed class LeaderHeaders(NodeIdentity node, LeaderElection election)
{
    public const string Node = "X-HLS-Node";
    public const string Leader = "X-HLS-Leader";
    public const string IsLeader = "X-HLS-Is-Leader";

    private static readonly StringValues Yes = "true";
    private static readonly StringValues No = "false";

    private readonly StringValues _node = node.Id;
    private LeaderText _named = new(LeaderView.Nobody, "");

    /// <summary>On every answer under <c>/hls</c>; made once for each leader.</summary>
    public void Write(IHeaderDictionary headers)
    {
        var (view, named) = (election.View, Volatile.Read(ref _named));
        if (view.IsHere && election.Term is null)
            view = LeaderView.Nobody; // its term is over, and it has not looked again yet
        if (!ReferenceEquals(view, named.View))
            Volatile.Write(ref _named, named = new LeaderText(view, view.Node ?? ""));
        headers[Node] = _node;
        headers[Leader] = named.Leader;
        headers[IsLeader] = view.IsHere ? Yes : No;
    }

    private sealed record LeaderText(LeaderView View, StringValues Leader);
}
