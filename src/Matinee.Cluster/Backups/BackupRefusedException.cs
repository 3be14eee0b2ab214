namespace Matinee.Cluster.Backups;

/// <summary>A backup is damaged, or the cluster is not one to restore it into. Nothing was written.</summary>
public sealed class BackupRefusedException(string message) : Exception(message);
