namespace Matinee.App.Database;

/// <summary>The catalogue was written by a newer Matinee. Nothing is touched.</summary>
public sealed class SchemaTooNewException(string migration)
    : Exception($"The catalogue database holds migration '{migration}', which this version does not know. Start the newer version, or restore a backup.");
