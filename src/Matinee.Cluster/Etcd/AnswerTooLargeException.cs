namespace Matinee.Cluster.Etcd;

/// <summary>An answer is longer than it may be. A list is asked for again in smaller pages.</summary>
internal sealed class AnswerTooLargeException(long most) : Exception($"etcd answered with more than {most} bytes.");
