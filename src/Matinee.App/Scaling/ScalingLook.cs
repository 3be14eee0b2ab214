namespace Matinee.App.Scaling;

/// <summary>What there is to do, and who could do it, at one moment.</summary>
/// <param name="At">By the database's clock.</param>
/// <param name="Workers">Wanted so far. Those that are still starting count: they are on their way to this very work.</param>
/// <param name="SlotsPerWorker">Of the executor's workers.</param>
/// <param name="OtherSlots">Of workers that somebody else started, this process's own included.</param>
/// <param name="Busy">Tasks that hold a slot.</param>
/// <param name="Waiting">Tasks that could begin if there were a slot.</param>
internal readonly record struct ScalingLook(DateTimeOffset At, int Workers, int SlotsPerWorker, int OtherSlots, int Busy, int Waiting)
{
    public int Load => Busy + Waiting;

    public int Slots => OtherSlots + Workers * SlotsPerWorker;

    /// <summary>Tasks that run or wait, for each slot. Above 1 when there is a backlog; without a slot, the tasks themselves.</summary>
    public double Utilisation => Load / (double)Math.Max(1, Slots);

    /// <summary>The fewest workers that bring utilisation to <paramref name="aim"/> or below.</summary>
    public int Fitting(double aim) => (int)Math.Ceiling((Load / aim - OtherSlots) / SlotsPerWorker - 1e-9);
}
