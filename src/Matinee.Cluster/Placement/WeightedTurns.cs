namespace Matinee.Cluster.Placement;

/// <summary>
/// In turn, each as often as its weight says, and the turns of a heavy one spread out: every node gains its weight, the
/// richest is chosen and pays the sum.
/// </summary>
public sealed class WeightedTurns : IPlacement
{
    private readonly Lock _lock = new();
    private Dictionary<string, double> _credit = [];

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        PlaceNode[] open = [.. nodes.Where(node => node.State == NodeState.Up && node.Weight > 0).OrderBy(node => node.Id, StringComparer.Ordinal)];
        if (open.Length == 0)
            return null;
        lock (_lock)
        {
            // Only those that are there now: who comes back begins with nothing saved up.
            _credit = open.ToDictionary(node => node.Id, node => _credit.GetValueOrDefault(node.Id) + node.Weight, StringComparer.Ordinal);
            var chosen = open.MaxBy(node => _credit[node.Id]);
            if (chosen is not null)
                _credit[chosen.Id] -= open.Sum(node => node.Weight);
            return chosen;
        }
    }
}
