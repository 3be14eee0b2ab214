namespace Matinee.App.Scaling;

/// <summary>How many workers are wanted from now on, and why.</summary>
/// <param name="Code"><c>below_min</c>, <c>above_max</c>, <c>busy</c>, <c>idle</c>, <c>at_max</c>, <c>cooling</c>, <c>steady</c>.</param>
internal sealed record ScalingVerdict(int Wanted, string Code, string Reason, ScalingMemory Memory);
