namespace Matinee.App.Http;

/// <summary>Cancelled when this node begins to leave: answers that last tell their client once. Nodes registers it.</summary>
public sealed record LeavingNotice(CancellationToken Token);
