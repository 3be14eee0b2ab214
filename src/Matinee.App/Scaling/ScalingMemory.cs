namespace Matinee.App.Scaling;

/// <summary>What the policy has to know of the past; kept with the lease, so that whoever takes over goes on from it.</summary>
/// <param name="GrewAt">Last growth.</param>
/// <param name="ShrankAt">Last reduction.</param>
/// <param name="LowSince">Since when utilisation has been low without a break; null while it is not.</param>
internal readonly record struct ScalingMemory(DateTimeOffset? GrewAt, DateTimeOffset? ShrankAt, DateTimeOffset? LowSince);
