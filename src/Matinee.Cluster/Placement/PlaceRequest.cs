namespace Matinee.Cluster.Placement;

/// <summary>What is to be placed.</summary>
/// <param name="Key">What it is, for example <c>room:r123</c>: the same key goes to the same node where the strategy has it so.</param>
/// <param name="Session">Who asks, where a session is to stay where it is; null without one.</param>
/// <param name="From">Where it comes from, when known.</param>
/// <param name="Region">The region it comes from, when known.</param>
public sealed record PlaceRequest(string Key, string? Session = null, GeoPoint? From = null, string? Region = null);
