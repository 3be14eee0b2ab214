namespace Matinee.App.Rooms.State;

/// <summary>What became of one member's connections through one node.</summary>
/// <param name="Member">With its devices over all nodes, as they are afterwards.</param>
/// <param name="Connections">As many as that node has of the member now.</param>
internal sealed record MemberMove(MemberOp Op, PresentMember Member, int Connections)
{
    public static MemberMove Of(RoomState state, PresentMember member, string node, int connections)
    {
        var known = state.Present.GetValueOrDefault(member.Id);
        var devices = (known?.Nodes.Values.Sum() ?? 0) - (known?.Nodes.GetValueOrDefault(node) ?? 0) + connections;
        var op = known is null ? MemberOp.Joined : devices == 0 ? MemberOp.Left : MemberOp.Changed;
        return new(op, member with { Devices = devices }, connections);
    }
}
