namespace Matinee.App.Workers;

/// <summary>Where a worker is.</summary>
/// <param name="Name">The one it registers under.</param>
/// <param name="Address">For people; empty where the coordinator sees it for itself.</param>
/// <param name="IsRemote">A process of its own: it ends when it is told to.</param>
internal sealed record WorkerPlace(string Name, string Address, bool IsRemote);
