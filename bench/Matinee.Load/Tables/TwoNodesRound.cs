namespace Matinee.Load.Tables;

/// <param name="Most">Deliveries a second as fast as it goes.</param>
/// <param name="Half">At half of the target.</param>
internal sealed record TwoNodesRound(string Peer, string Store, double Most, PacedRound Half, long Delivered, long Lost, long Twice);
