namespace Matinee.App.Database;

/// <summary>A text holds characters that the database cannot keep: NUL, or half of a surrogate pair.</summary>
public sealed class UnstorableTextException(Exception inner) : Exception("The text holds characters that cannot be stored.", inner);
