using Matinee.Cluster.Leadership;

namespace Matinee.Tests.Cluster;

/// <summary>Elections of the members: one at a time may lead in a term, and some hear of it later than others.</summary>
internal sealed class SimulatedRaft(SimulatedNode[] nodes, Random die)
{
    public ulong Term { get; private set; } = 1;

    public void Elect()
    {
        Term += (ulong)die.Next(1, 3);
        var leader = nodes[die.Next(nodes.Length)];
        foreach (var node in nodes)
        {
            // The one that led before may believe for a while that it still does.
            if (node == leader || node.Faults == 0 || die.Next(3) > 0)
                node.Raft = new RaftState(Term, node == leader, HasLeader: true);
        }
    }
}
