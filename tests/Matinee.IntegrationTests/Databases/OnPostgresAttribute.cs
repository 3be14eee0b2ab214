namespace Matinee.IntegrationTests.Databases;

/// <summary>The hosts of this class keep their catalogue in PostgreSQL instead of a file.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class OnPostgresAttribute : Attribute;
