/** The methods of commands. */
export const METHODS = ['POST', 'PATCH', 'PUT', 'DELETE'] as const;
