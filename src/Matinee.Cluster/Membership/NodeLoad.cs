namespace Matinee.Cluster.Membership;

/// <summary>How busy a node was between its last two signs of life. Coarse, so that one that idles has nothing new to say.</summary>
/// <param name="Cpu">The share of its cores that it and its children used, 0 to 1.</param>
/// <param name="MemoryBytes">Resident, of it and its children.</param>
/// <param name="MemoryLimitBytes">That it may have: of the machine, or of the container.</param>
/// <param name="Connections">Open, of viewers, pages and programs.</param>
/// <param name="EgressBitsPerSecond">Media that it sent.</param>
/// <param name="StreamCount">Streams that are pushed to it or watched through it.</param>
/// <param name="RoomCount">Rooms with members that are connected to it.</param>
public sealed record NodeLoad(double Cpu, long MemoryBytes, long MemoryLimitBytes, int Connections, long EgressBitsPerSecond, int StreamCount, int RoomCount);
