namespace Matinee.App.Storage;

/// <summary>No space is left in the object store. HTTP answers 507; tasks wait and retry.</summary>
public sealed class StoreFullException(string where, Exception? inner = null)
    : IOException($"No space is left in {where}. Free some, or point storage elsewhere; work resumes by itself.", inner);
