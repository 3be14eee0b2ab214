namespace Matinee.Load.Sockets;

/// <summary>Where sockets connect to, and how they speak there.</summary>
internal sealed record LoadServer(int Port, IDialect Dialect);
